package dev.rune.plugin.expose;

import static dev.rune.plugin.expose.HttpCase.HOST;
import static dev.rune.plugin.expose.HttpCase.NEXT;
import static dev.rune.plugin.expose.HttpCase.answered;
import static dev.rune.plugin.expose.HttpCase.received;
import static dev.rune.plugin.expose.HttpCase.sent;
import static dev.rune.plugin.expose.HttpCase.statuses;
import static dev.rune.plugin.expose.HttpCase.timed;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is done to the front door and to nginx. */
final class HttpCases {
    private static final String GET = "GET / HTTP/1.1\r\n" + HOST;
    private static final String POST = "POST / HTTP/1.1\r\n" + HOST;
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

    private HttpCases() {}

    static List<HttpCase> all() {
        return Stream.of(lengths(), syntax(), answersOfInstances(), chunks(), expectations(), sizes(), clients(),
                instances(),
                halfCloses(), versions()).flatMap(own -> own).toList();
    }

    private static Stream<HttpCase> lengths() {
        return Stream.of(
                sent("smuggling", "Content-Length and Transfer-Encoding", "400, unseen", "400, unseen",
                        POST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                sent("smuggling", "Transfer-Encoding and Content-Length", "400, unseen", "400, unseen",
                        POST + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"),
                sent("smuggling", "two lengths", "400, unseen", "400, unseen",
                        POST + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd"),
                sent("smuggling", "the same length twice", "400, unseen", "400, unseen",
                        POST + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd"),
                sent("smuggling", "a list of lengths", "400, unseen", "400, unseen",
                        POST + "Content-Length: 4, 4\r\n\r\nabcd"),
                sent("smuggling", "a length with a sign", "400, unseen", "400, unseen",
                        POST + "Content-Length: +4\r\n\r\nabcd"),
                sent("smuggling", "a negative length", "400, unseen", "400, unseen",
                        POST + "Content-Length: -1\r\n\r\n"),
                sent("smuggling", "a length in hexadecimal", "400, unseen", "400, unseen",
                        POST + "Content-Length: 0x4\r\n\r\nabcd"),
                sent("smuggling", "an empty length", "400, unseen", "400, unseen",
                        POST + "Content-Length: \r\n\r\n"),
                sent("smuggling", "another coding", "501, unseen", "501, unseen",
                        POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                sent("smuggling", "a coding that looks like chunked", "501, unseen", "501, unseen",
                        POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                sent("smuggling", "a coding behind a control character", "400, unseen", "501, unseen",
                        POST + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
                sent("smuggling", "chunked twice", "501, unseen", "501, unseen",
                        POST + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
                sent("smuggling", "two codings", "400, unseen", "400, unseen",
                        POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
                sent("smuggling", "chunks in HTTP/1.0", "400, unseen", "400, unseen",
                        "POST / HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                sent("smuggling", "a body of GET", "200, 200", "200, 200", GET + "Content-Length: 4\r\n\r\nabcd"));
    }

    private static Stream<HttpCase> syntax() {
        return Stream.of(
                sent("smuggling", "a blank before the colon", "400, unseen", "400, unseen",
                        POST + "Content-Length : 4\r\n\r\nabcd"),
                sent("smuggling", "a folded line", "400, unseen", "400, unseen", POST + "X-A: b\r\n c\r\n\r\n"),
                sent("smuggling", "a folded Transfer-Encoding", "400, unseen", "400, unseen",
                        POST + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
                sent("smuggling", "a request line that ends in LF", "400, unseen", "200, 200",
                        "GET / HTTP/1.1\n" + HOST + "\r\n"),
                sent("smuggling", "a header line that ends in LF", "400, unseen", "200, 200",
                        "GET / HTTP/1.1\r\nHost: shop.local\n\r\n"),
                sent("smuggling", "a head that ends in LF LF", "400, unseen", "200, 200",
                        "GET / HTTP/1.1\r\nHost: shop.local\n\n"),
                sent("smuggling", "a CR in a value", "400, unseen", "400, unseen", GET + "X-A: b\rc\r\n\r\n"),
                sent("smuggling", "a NUL in a value", "400, unseen", "400, unseen", GET + "X-A: b\0c\r\n\r\n"),
                sent("smuggling", "a name that is no token", "400, unseen", "200, 200", GET + "X(A: b\r\n\r\n"),
                sent("smuggling", "a line without a colon", "400, unseen", "200, 200", GET + "X-A\r\n\r\n"),
                sent("smuggling", "no host", "400, unseen", "400, unseen", "GET / HTTP/1.1\r\n\r\n"),
                sent("smuggling", "two hosts", "400, unseen", "400, unseen", GET + HOST + "\r\n"),
                sent("smuggling", "a host that is none", "400, 200, unseen", "400, unseen",
                        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
                sent("smuggling", "two blanks in the request line", "400, unseen", "200, 200",
                        "GET  / HTTP/1.1\r\n" + HOST + "\r\n"),
                sent("smuggling", "a blank in the target", "400, unseen", "400, unseen",
                        "GET /a b HTTP/1.1\r\n" + HOST + "\r\n"),
                sent("smuggling", "a method that is no token", "400, unseen", "400, unseen",
                        "G(T / HTTP/1.1\r\n" + HOST + "\r\n"),
                sent("smuggling", "another version", "505, unseen", "505, unseen",
                        "GET / HTTP/3.0\r\n" + HOST + "\r\n"),
                sent("smuggling", "a version that is none", "400, unseen", "400, unseen",
                        "GET / HTTP/one\r\n" + HOST + "\r\n"),
                sent("smuggling", "no version", "400, unseen", "closed, unseen", "GET /\r\n" + HOST + "\r\n"),
                sent("smuggling", "CONNECT", "405, 200, unseen", "405, unseen",
                        "CONNECT http://shop.local:80 HTTP/1.1\r\n" + HOST + "\r\n"),
                sent("smuggling", "TRACE", "405, 200, unseen", "405, unseen", "TRACE / HTTP/1.1\r\n" + HOST + "\r\n"),
                sent("smuggling", "an empty line before the request", "200, 200", "200, 200", "\r\n" + GET + "\r\n"));
    }

    /** What one answer must not do to the next. */
    private static Stream<HttpCase> answersOfInstances() {
        Function<String, String> nothing = _ -> "";
        return Stream.of(
                answered("smuggling", "an instance answers with two lengths", "502, 200", "200",
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 9\r\n\r\nok<close>", nothing),
                answered("smuggling", "an instance answers with a length and chunks", "502, 200", "200, 200",
                        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                        nothing),
                answered("smuggling", "an instance sends more than its answer", "200, 200, and nothing of it arrives",
                        "200, 200, and nothing of it arrives",
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 203 No\r\nContent-Length: 0\r\n\r\n",
                        received -> received.contains("203") ? ", and it arrives" : ", and nothing of it arrives"),
                HttpCase.of("smuggling", "an instance answers HEAD with a body", "200, 200, and nothing of it arrives",
                        "200, 200, and nothing of it arrives", door -> {
                            door.server().answer("/", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody");
                            String received = received(door, "HEAD / HTTP/1.1\r\n" + HOST + "\r\n" + NEXT);
                            return statuses(received)
                                    + (received.contains("body") ? ", and it arrives" : ", and nothing of it arrives");
                        }));
    }

    private static Stream<HttpCase> chunks() {
        Stream<HttpCase> malformed = Stream
                .of("+4\r\nabcd\r\n0\r\n\r\n", "0x4\r\nabcd\r\n0\r\n\r\n", "-1\r\n\r\n", "4\r\nabcdX0\r\n\r\n",
                        "zz\r\n\r\n", "FFFFFFFFFFFFFFFFF\r\n", "\r\n", " 4\r\nabcd\r\n0\r\n\r\n",
                        "4;\rx\r\nabcd\r\n0\r\n\r\n")
                .map(body -> malformed(body, "400, unseen"));
        Stream<HttpCase> lax = Stream
                .of("4\nabcd\r\n0\r\n\r\n", "4;x\nabcd\r\n0\r\n\r\n", "4\r\nabcd\n0\r\n\r\n",
                        "0\r\nX: y\n\r\n", "0\r\nX y: z\r\n\r\n", "0\r\n X: y\r\n\r\n")
                .map(body -> malformed(body, "200, 200"));
        return Stream.concat(Stream.concat(malformed, lax), Stream.of(
                HttpCase.of("chunks", "with extensions, and a size in capitals", "200, the body arrives",
                        "200, the body arrives",
                        door -> body(door, CHUNKED + "00A;x=1\r\nghijklmnop\r\n0\r\n\r\n", "ghijklmnop")),
                HttpCase.of("chunks", "of one byte each", "200, the body arrives", "200, the body arrives",
                        door -> body(door, CHUNKED + "1\r\nz\r\n".repeat(10) + "0\r\n\r\n", "z".repeat(10))),
                HttpCase.of("chunks", "none but the last", "200, 200", "200, 200",
                        door -> HttpCase.outcome(door, CHUNKED + "0\r\n\r\n")),
                HttpCase.of("trailers", "of a request", "200, they arrive", "200, dropped", door -> {
                    String statuses = statuses(received(door, CHUNKED + "1\r\na\r\n0\r\nX-End: 1\r\n\r\n" + NEXT));
                    return statuses.substring(0, 3)
                            + (door.server().seen().getFirst().contains("X-End: 1") ? ", they arrive" : ", dropped");
                }), HttpCase.of("trailers", "a length in those of a request", "200, dropped", "200, dropped", door -> {
                    String statuses = statuses(
                            received(door, CHUNKED + "1\r\na\r\n0\r\nContent-Length: 9\r\n\r\n" + NEXT));
                    return statuses.substring(0, 3)
                            + (door.server().seen().getFirst().contains("ength: 9") ? ", it arrives" : ", dropped");
                }),
                answered("trailers", "of an answer", "200, 200, they arrive", "200, 200, dropped",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n1\r\na\r\n0\r\n"
                                + "X-Sum: 7\r\n\r\n",
                        received -> received.contains("\r\nX-Sum: 7\r\n") ? ", they arrive" : ", dropped")));
    }

    private static HttpCase malformed(String body, String nginx) {
        return sent("chunks", "`" + body.replace("\r", "\\r").replace("\n", "\\n") + "`", "400, unseen", nginx,
                CHUNKED + body);
    }

    private static String body(Proxy door, String request, String body) {
        String statuses = statuses(received(door, request + NEXT));
        String seen = door.server().seen().getFirst();
        String plain = seen.substring(seen.indexOf("\r\n\r\n") + 4).replaceAll("(?m)^[0-9a-fA-F]+(;.*)?\r\n|\r\n", "");
        return statuses.substring(0, 3)
                + (plain.equals(body) ? ", the body arrives" : ", this arrives: " + plain);
    }

    private static Stream<HttpCase> expectations() {
        String expecting = POST + "Content-Length: 2\r\nExpect: 100-continue\r\n";
        return Stream
                .of(HttpCase.of("100-continue", "the client waits for it", "100, 200, 200", "100, 200, 200", door -> {
                    try (RawClient client = door.client()) {
                        client.send(expecting + "\r\n");
                        String first = client.until("\r\n\r\n");
                        client.send("hi" + NEXT);
                        return statuses(first + client.untilClosed());
                    }
                }), sent("100-continue", "the client does not wait", "100, 200, 200", "100, 200, 200",
                        expecting + "\r\nhi"),
                        sent("100-continue", "in HTTP/1.0", "200, 200", "200, 200", "POST / HTTP/1.0\r\n" + HOST
                                + "Connection: keep-alive\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nhi"),
                        HttpCase.of("100-continue", "to a host that is not served", "404", "404", door -> {
                            try (RawClient client = door.client()) {
                                client.send(
                                        expecting.replace("shop.local", "other.local") + "Connection: close\r\n\r\n");
                                return statuses(client.untilClosed());
                            }
                        }), sent("100-continue", "another expectation", "417, 200, unseen", "200, 200",
                                GET + "Expect: tea\r\n\r\n"));
    }

    private static Stream<HttpCase> sizes() {
        return Stream.of(
                sent("sizes", "a header of 20,000 bytes", "200, 200", "200, 200",
                        GET + ("X-A: " + "a".repeat(4_990) + "\r\n").repeat(4) + "\r\n"),
                sent("sizes", "a field of 20,000 bytes", "200, 200", "400, unseen",
                        GET + "X-A: " + "a".repeat(20_000) + "\r\n\r\n"),
                sent("sizes", "a request line of 40,000 bytes", "414, unseen", "414, unseen",
                        "GET /" + "a".repeat(40_000) + " HTTP/1.1\r\n" + HOST + "\r\n"),
                sent("sizes", "a field of 40,000 bytes", "431, unseen", "400, unseen",
                        GET + "X-A: " + "a".repeat(40_000) + "\r\n\r\n"),
                sent("sizes", "5,000 fields", "431, unseen", "400, unseen", GET + "X-A: b\r\n".repeat(5_000) + "\r\n"),
                sent("sizes", "a body of 99,999,999,999 bytes", "413, unseen", "413, unseen",
                        POST + "Content-Length: 99999999999\r\n\r\n"),
                answered("sizes", "an answer with a header of 100,000 bytes", "200, 200", "502, 200",
                        "HTTP/1.1 200 OK\r\n"
                                + ("X-A: " + "a".repeat(990) + "\r\n").repeat(100) + "Content-Length: 2\r\n\r\nok",
                        _ -> ""),
                answered("sizes", "an answer with a header of 500,000 bytes", "502, 200", "502, 200",
                        "HTTP/1.1 200 OK\r\n"
                                + ("X-A: " + "a".repeat(990) + "\r\n").repeat(500) + "Content-Length: 2\r\n\r\nok",
                        _ -> ""));
    }

    private static Stream<HttpCase> clients() {
        return Stream.of(
                timed("slow client", "a head that stops", "408", "closed",
                        door -> statuses(received(door, "GET / HTTP/1.1\r\nHost: sh"))),
                timed("slow client", "a body that stops", "408", "closed",
                        door -> statuses(received(door, POST + "Content-Length: 5\r\n\r\nab"))),
                timed("slow client", "chunks that stop", "408", "closed",
                        door -> statuses(received(door, CHUNKED + "5\r\nab"))),
                timed("slow client", "nothing at all", "closed", "closed", door -> statuses(received(door, ""))),
                timed("slow client", "nothing after an answer", "200, then closed", "200, then closed",
                        door -> statuses(received(door, GET + "\r\n")) + ", then closed"),
                HttpCase.of("slow client", "a head and a body byte by byte", "200, 200", "200, 200",
                        door -> statuses(received(door,
                                (POST + "Content-Length: 2\r\n\r\nhi" + NEXT).split("(?<=.)")))),
                HttpCase.of("slow client", "8 MiB that are not read until all were sent", "200, whole", "200, whole",
                        door -> {
                            String large = "0123456789abcdef".repeat(1 << 19);
                            door.server().answer("/",
                                    "HTTP/1.1 200 OK\r\nContent-Length: " + large.length() + "\r\n\r\n" + large);
                            try (RawClient client = door.client()) {
                                client.send(GET + "Connection: close\r\n\r\n");
                                client.until("\r\n\r\n");
                                String body = client.untilClosed();
                                return "200, " + (body.equals(large) ? "whole" : body.length() + " bytes of it");
                            }
                        }));
    }

    private static Stream<HttpCase> instances() {
        return Stream.of(timed("slow instance", "no answer", "504", "504", door -> {
            door.server().answer("/", "");
            return statuses(received(door, GET + "Connection: close\r\n\r\n"));
        }), timed("slow instance", "an answer that stops", "200, broken off", "200, broken off", door -> {
            door.server().answer("/", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
            return statuses(received(door, GET + "\r\n")) + ", broken off";
        }), timed("slow instance", "chunks that stop", "200, broken off", "200, broken off", door -> {
            door.server().answer("/", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            String received = received(door, GET + "\r\n");
            return statuses(received) + (received.contains("\r\n0\r\n") ? ", ended" : ", broken off");
        }), answered("broken instance", "closes before it answers", "502, 200", "502, 200", "<close>", _ -> ""),
                answered("broken instance", "speaks something else", "502, 200", "200",
                        "SSH-2.0-OpenSSH_9.2\r\n\r\n<close>",
                        _ -> ""),
                answered("broken instance", "closes in the middle of its chunks", "200, broken off", "200, broken off",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n<close>",
                        received -> received.contains("\r\n0\r\n") ? ", ended" : ", broken off"),
                answered("broken instance", "closes in the middle of its answer", "200, broken off", "200, broken off",
                        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc<close>", _ -> ", broken off"),
                answered("broken instance", "changes the protocol unasked", "502, 200", "101",
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", _ -> ""));
    }

    private static Stream<HttpCase> halfCloses() {
        return Stream.of(HttpCase.of("half-close", "by the client after its request", "200, whole", "", door -> {
            try (RawClient client = door.client()) {
                client.send(GET + "\r\n");
                client.halfClose();
                String received = client.untilClosed();
                return statuses(received) + (received.endsWith("ok") ? ", whole" : ", broken off");
            }
        }), HttpCase.of("half-close", "by the client within its body", "closed", "closed", door -> {
            try (RawClient client = door.client()) {
                client.send(POST + "Content-Length: 5\r\n\r\nab");
                client.halfClose();
                return statuses(client.untilClosed());
            }
        }), HttpCase.of("half-close", "by the client within its head", "closed", "closed", door -> {
            try (RawClient client = door.client()) {
                client.send("GET / HTTP/1.1\r\nHo");
                client.halfClose();
                return statuses(client.untilClosed());
            }
        }), answered("half-close", "by the instance, where its answer ends", "200, 200, whole", "200, 200, whole",
                "HTTP/1.1 200 OK\r\n\r\nabc<close>",
                received -> received.contains("3\r\nabc\r\n0\r\n\r\n") ? ", whole" : ", broken off"));
    }

    private static Stream<HttpCase> versions() {
        return Stream.of(
                sent("connections", "two requests at once", "200, 200", "200, 200", GET + "\r\n"),
                sent("connections", "to a host that is not served", "404, 200, unseen", "404, 200, unseen",
                        "GET / HTTP/1.1\r\nHost: other.local\r\n\r\n"),
                sent("connections", "to a host in the target", "200, 200", "200, 200",
                        "GET http://SHOP.local:80/x HTTP/1.1\r\nHost: other.local\r\n\r\n"),
                sent("connections", "HTTP/1.0", "200", "200", "GET / HTTP/1.0\r\n" + HOST + "\r\n"),
                sent("connections", "HTTP/1.0 with keep-alive", "200, 200", "200, 200",
                        "GET / HTTP/1.0\r\n" + HOST + "Connection: keep-alive\r\n\r\n"),
                HttpCase.of("connections", "chunks for HTTP/1.0", "200, without chunks", "200, without chunks",
                        door -> {
                            door.server().answer("/",
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
                            String received = received(door, "GET / HTTP/1.0\r\n" + HOST + "\r\n");
                            return statuses(received)
                                    + (received.endsWith("\r\n\r\nabc") ? ", without chunks" : ", in chunks");
                        }),
                answered("connections", "204", "204, 200", "204, 200", "HTTP/1.1 204 No Content\r\n\r\n", _ -> ""),
                answered("connections", "304 with a length", "304, 200", "304, 200",
                        "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\nETag: \"x\"\r\n\r\n", _ -> ""),
                answered("connections", "early hints", "103, 200, 200", "103, 200",
                        "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                        _ -> ""),
                sent("connections", "an upgrade to HTTP/2", "200, 200", "200, 200", GET
                        + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n"),
                HttpCase.of("connections", "a field that Connection names", "200, dropped", "200, arrives", door -> {
                    String statuses = statuses(
                            received(door, GET + "X-Hop: 1\r\nConnection: close, X-Hop\r\n\r\n"));
                    return statuses + (door.server().seen().getFirst().contains("X-Hop") ? ", arrives" : ", dropped");
                }));
    }
}
