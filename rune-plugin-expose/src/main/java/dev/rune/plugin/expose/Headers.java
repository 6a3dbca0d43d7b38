package dev.rune.plugin.expose;

import dev.rune.plugin.expose.IngressSettings.Ingress;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;

/** What the door takes away from the headers of messages, and what it adds. */
final class Headers {
    private static final AsciiString FORWARDED = AsciiString.cached("forwarded");
    private static final AsciiString FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
    private static final AsciiString FORWARDED_HOST = AsciiString.cached("x-forwarded-host");
    private static final AsciiString FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
    private static final AsciiString FORWARDED_PORT = AsciiString.cached("x-forwarded-port");
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
    private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");
    /** What a sender may not have taken away by naming it in Connection: the message would mean something else. */
    private static final List<AsciiString> ESSENTIAL = List.of(HttpHeaderNames.HOST, HttpHeaderNames.CONTENT_LENGTH,
            HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderNames.AUTHORIZATION, HttpHeaderNames.COOKIE,
            HttpHeaderNames.CONTENT_TYPE, HttpHeaderNames.CACHE_CONTROL);

    private Headers() {}

    /** Takes away what concerns one connection only, but for the framing of the body. */
    static void dropHopByHop(HttpHeaders headers) {
        if (headers.contains(HttpHeaderNames.CONNECTION)) {
            for (String line : headers.getAll(HttpHeaderNames.CONNECTION)) {
                for (String name : line.split(",")) {
                    String named = name.strip();
                    if (!named.isEmpty() && ESSENTIAL.stream().noneMatch(own -> own.contentEqualsIgnoreCase(named))) {
                        headers.remove(named);
                    }
                }
            }
            headers.remove(HttpHeaderNames.CONNECTION);
        }
        headers.remove(KEEP_ALIVE);
        headers.remove(PROXY_CONNECTION);
        headers.remove(HttpHeaderNames.PROXY_AUTHENTICATE);
        headers.remove(HttpHeaderNames.PROXY_AUTHORIZATION);
        headers.remove(HttpHeaderNames.TE);
        headers.remove(HttpHeaderNames.UPGRADE);
    }

    /** Tells where a request comes from; what it says itself of that is believed only where the settings say so. */
    static void forwarded(HttpHeaders headers, Ingress settings, Origin origin) {
        String host = headers.get(HttpHeaderNames.HOST, "");
        String own = "for=" + origin.node() + ";host=\"" + host + "\";proto=" + origin.scheme();
        if (settings.trustForwarded()) {
            append(headers, FORWARDED_FOR, origin.address());
            append(headers, FORWARDED, own);
            setIfAbsent(headers, FORWARDED_HOST, host);
            setIfAbsent(headers, FORWARDED_PROTO, origin.scheme());
            setIfAbsent(headers, FORWARDED_PORT, origin.port());
        } else {
            headers.set(FORWARDED_FOR, origin.address());
            headers.set(FORWARDED, own);
            headers.set(FORWARDED_HOST, host);
            headers.set(FORWARDED_PROTO, origin.scheme());
            headers.set(FORWARDED_PORT, origin.port());
        }
        append(headers, HttpHeaderNames.VIA, "1.1 rune");
    }

    private static void append(HttpHeaders headers, AsciiString name, String value) {
        headers.set(name,
                headers.contains(name) ? String.join(", ", headers.getAll(name)) + ", " + value : value);
    }

    private static void setIfAbsent(HttpHeaders headers, AsciiString name, String value) {
        if (!headers.contains(name)) {
            headers.set(name, value);
        }
    }
}
