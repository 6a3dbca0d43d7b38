package dev.rune.plugin.expose;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.Optional;

/** The answer of an instance, on its way to the client. */
final class ResponseRelay {
    private final Exchange exchange;
    private final Front front;
    private final Channel client;
    private final RequestHead request;
    private final Duration limit;
    /** The head of the answer, until it is seen whether all of the answer came with it. */
    private Optional<HttpResponse> waiting = Optional.empty();
    /** What comes belongs to an answer before the answer. */
    private boolean informational;
    private boolean switching;
    private boolean stream;
    private boolean upstreamKeepAlive;
    /** The answer ends where the connection does. */
    private boolean untilClose;
    /** The client has not taken what it was sent. */
    private boolean paused;

    /** @param limit how long the instance may pause */
    ResponseRelay(Exchange exchange, Front front, RequestHead request, Duration limit) {
        this.exchange = exchange;
        this.front = front;
        this.client = front.channel();
        this.request = request;
        this.limit = limit;
    }

    /** Whether it has no end of its own. */
    boolean stream() {
        return stream;
    }

    boolean paused() {
        return paused;
    }

    boolean untilClose() {
        return untilClose;
    }

    /** Whether the connection to the instance can be used again. */
    boolean upstreamKeepAlive() {
        return upstreamKeepAlive;
    }

    void head(HttpResponse answer) {
        int code = answer.status().code();
        if (answer.decoderResult().isFailure()) {
            exchange.upstreamFault("an instance answered in a way that is no HTTP");
        } else if (code == HttpResponseStatus.SWITCHING_PROTOCOLS.code() && !request.upgrade()) {
            exchange.upstreamFault("an instance changed the protocol unasked");
        } else if (code < 200 && code != HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            informational(answer);
        } else {
            pass(answer);
        }
    }

    private void informational(HttpResponse answer) {
        informational = true;
        if (answer.status().code() == HttpResponseStatus.EARLY_HINTS.code() && request.current()
                && !front.multiplexed()) {
            Headers.dropHopByHop(answer.headers());
            client.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status(), answer.headers()));
            client.write(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    private void pass(HttpResponse answer) {
        switching = answer.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code();
        upstreamKeepAlive = HttpUtil.isKeepAlive(answer);
        boolean chunked = HttpUtil.isTransferEncodingChunked(answer);
        HttpHeaders headers = answer.headers();
        Headers.dropHopByHop(headers);
        frame(answer.status().code(), headers, chunked);
        stream = !request.toHead() && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                && headers.get(HttpHeaderNames.CONTENT_TYPE, "").startsWith("text/event-stream");
        if (stream) {
            exchange.lasts();
        }
        waiting = Optional.of(answer);
        progress();
    }

    /** Writes the head, with {@code body} where that is all there is. */
    private void writeHead(Optional<LastHttpContent> body) {
        HttpResponse answer = waiting.orElseThrow();
        waiting = Optional.empty();
        exchange.answered(answer.status().code());
        front.answersHead(request.toHead());
        client.write(body.isPresent()
                ? new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, answer.status(), body.get().content(),
                        answer.headers(), body.get().trailingHeaders())
                : new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status(), answer.headers()));
    }

    /** Says how long the body is, in the way the client's version understands. */
    private void frame(int code, HttpHeaders headers, boolean chunked) {
        if (switching) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
            headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
            return;
        }
        boolean empty = request.toHead() || code == 204 || code == 304;
        boolean counted = !chunked && headers.contains(HttpHeaderNames.CONTENT_LENGTH);
        headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        if (front.multiplexed()) {
            return;
        }
        if (!empty && !counted) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
            if (request.current()) {
                headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            } else {
                untilClose = true;
            }
        }
        if (!exchange.keepsAlive()) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (!request.current()) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }

    /** What comes next of the answer. */
    void content(HttpContent content) {
        if (exchange.finished()) {
            content.release();
        } else if (informational) {
            content.release();
            informational = !(content instanceof LastHttpContent);
        } else if (content.decoderResult().isFailure()) {
            content.release();
            exchange.upstreamFault("an instance answered in a way that is no HTTP");
        } else if (switching) {
            content.release();
            writeHead(Optional.empty());
            exchange.tunnel();
        } else if (content instanceof LastHttpContent last) {
            if (waiting.isPresent()) {
                writeHead(Optional.of(last));
            } else {
                client.write(last);
            }
            exchange.complete();
        } else {
            progress();
            if (waiting.isPresent()) {
                writeHead(Optional.empty());
            }
            client.write(content);
        }
    }

    /** All that has arrived of the answer was passed on. */
    void readComplete() {
        if (exchange.finished()) {
            return;
        }
        if (waiting.isPresent()) {
            writeHead(Optional.empty());
        }
        client.flush();
        paused = !client.isWritable();
        if (!paused) {
            exchange.readUpstream();
        }
    }

    void clientWritable() {
        if (paused && client.isWritable()) {
            paused = false;
            progress();
            exchange.readUpstream();
        }
    }

    private void progress() {
        if (stream) {
            front.deadline().never();
        } else {
            front.deadline().in(limit);
        }
    }
}
