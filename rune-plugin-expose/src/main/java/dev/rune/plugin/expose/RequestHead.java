package dev.rune.plugin.expose;

import dev.rune.plugin.expose.IngressSettings.Ingress;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Optional;
import java.util.Set;

/** The head of a request: what the door reads in it, and what it makes of it for an instance. */
final class RequestHead {
    /** Those that may be sent again where it is not known whether the first was seen. */
    private static final Set<HttpMethod> IDEMPOTENT = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS,
            HttpMethod.PUT, HttpMethod.DELETE);

    private final HttpRequest request;
    private final boolean multiplexed;
    private final boolean toHead;
    private final boolean bodyless;
    private final boolean keepAlive;
    private final boolean current;
    private final boolean upgrade;
    private final String expect;
    private final Optional<Requested> requested;
    private boolean prepared;

    /** @param multiplexed whether it came on a stream of several, whose end tells that of the request */
    RequestHead(HttpRequest request, boolean multiplexed) {
        this.request = request;
        this.multiplexed = multiplexed;
        HttpHeaders headers = request.headers();
        boolean get = request.method().equals(HttpMethod.GET);
        toHead = !get && request.method().equals(HttpMethod.HEAD);
        current = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        bodyless = request instanceof LastHttpContent || !multiplexed && !HttpUtil.isTransferEncodingChunked(request)
                && HttpUtil.getContentLength(request, 0L) == 0;
        keepAlive = HttpUtil.isKeepAlive(request);
        upgrade = get && bodyless && current && !multiplexed
                && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && headers.contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
        expect = headers.get(HttpHeaderNames.EXPECT, "");
        requested = request.decoderResult().isFailure() ? Optional.empty() : Requested.of(request);
    }

    /** Why it is not served, whoever it is for. */
    Optional<Refusal> fault(Ingress settings) {
        if (request.decoderResult().isFailure()) {
            return Optional.of(Refusal.malformed("the request is malformed"));
        }
        if (request.method().equals(HttpMethod.CONNECT) || request.method().equals(HttpMethod.TRACE)) {
            return Optional.of(new Refusal(HttpResponseStatus.METHOD_NOT_ALLOWED, "CONNECT and TRACE are not served"));
        }
        Optional<Refusal> fault = multiplexed
                ? HeadCheck.fault(request.method().name(), request.uri())
                : Optional.empty();
        if (fault.isPresent()) {
            return fault;
        }
        if (requested.isEmpty()) {
            return Optional.of(Refusal.malformed("the request names no host"));
        }
        if (!expect.isEmpty() && !expectsContinue()) {
            return Optional.of(new Refusal(HttpResponseStatus.EXPECTATION_FAILED,
                    "the only expectation that is met is 100-continue"));
        }
        return HttpUtil.getContentLength(request, 0L) > settings.maxBodyBytes()
                ? Optional.of(Refusal.tooLarge(settings))
                : Optional.empty();
    }

    /** Whether it was understood; where it was not, nobody knows where the next one begins. */
    boolean understood() {
        return request.decoderResult().isSuccess();
    }

    /** What it is for, as far as that can be made out. */
    Optional<Requested> named() {
        return requested;
    }

    /** What it is for; there wherever {@link #fault} finds none. */
    Requested requested() {
        return requested.orElseThrow();
    }

    /** Whether the answer has no body. */
    boolean toHead() {
        return toHead;
    }

    boolean bodyless() {
        return bodyless;
    }

    /** Whether the connection may be used again, as far as the client is concerned. */
    boolean keepAlive() {
        return keepAlive;
    }

    /** Whether the client understands HTTP/1.1. */
    boolean current() {
        return current;
    }

    /** Whether the connection is to become a WebSocket. */
    boolean upgrade() {
        return upgrade;
    }

    boolean expectsContinue() {
        return expect.equalsIgnoreCase("100-continue");
    }

    /** Whether it may be sent again where it is not known whether it was seen. */
    boolean repeatable() {
        return bodyless && !upgrade && IDEMPOTENT.contains(request.method());
    }

    /**
     * What an instance of {@code chosen} is sent: the whole request where there is no body. The fields are those of the
     * request itself, which it changes.
     */
    HttpRequest forwarded(Way chosen, Origin origin, Ingress settings) {
        if (!prepared) {
            prepared = true;
            prepare(origin, settings);
        }
        String target = chosen.rewritten(requested().target());
        return bodyless
                ? new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, request.method(), target, Unpooled.EMPTY_BUFFER,
                        request.headers(), EmptyHttpHeaders.INSTANCE)
                : new DefaultHttpRequest(HttpVersion.HTTP_1_1, request.method(), target, request.headers());
    }

    private void prepare(Origin origin, Ingress settings) {
        HttpHeaders headers = request.headers();
        Headers.dropHopByHop(headers);
        headers.remove(HttpHeaderNames.EXPECT);
        headers.set(HttpHeaderNames.HOST, requested().authority());
        Headers.forwarded(headers, settings, origin);
        if (upgrade) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
            headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        }
        if (!bodyless && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        }
        if (multiplexed) {
            headers.names().stream().filter(name -> name.startsWith("x-http2-")).toList().forEach(headers::remove);
        }
    }

    /** As it stands in the log: method, host and target. */
    @Override
    public String toString() {
        return request.method() + " " + request.headers().get(HttpHeaderNames.HOST, "-") + request.uri();
    }
}
