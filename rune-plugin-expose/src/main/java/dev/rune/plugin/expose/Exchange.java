package dev.rune.plugin.expose;

import dev.rune.kernel.status.InstanceId;
import dev.rune.plugin.expose.IngressSettings.Ingress;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One request and its answer. Lives on the event loop of the client's connection, on which the connection to the instance
 * is as well.
 */
final class Exchange implements Lasting {
    /** Those that may be sent again where it is not known whether the first was seen. */
    private static final Set<HttpMethod> IDEMPOTENT = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS,
            HttpMethod.PUT, HttpMethod.DELETE);
    /** How often it is looked whether an instance is ready. */
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Door door;
    private final Front front;
    private final Channel client;
    private final HttpRequest request;
    private final boolean head;
    private final boolean bodyless;
    private final boolean keepAlive;
    private final boolean upgrade;
    private final long began = System.nanoTime();
    private Optional<Requested> requested = Optional.empty();
    /** The route whose request this is counted as. */
    private Optional<Way> way = Optional.empty();
    private Optional<Target> target = Optional.empty();
    private Optional<Upstream> upstream = Optional.empty();
    /** Whose request it was, for the log. */
    private Optional<InstanceId> served = Optional.empty();
    private boolean reused;
    private boolean again;
    private boolean requestEnded;
    private boolean expectsContinue;
    private long bodyBytes;
    private boolean informational;
    private boolean switching;
    /** What was answered; 0 before. */
    private int status;
    private boolean stream;
    private boolean upstreamKeepAlive;
    /** The answer ends where the connection does. */
    private boolean untilClose;
    private boolean paused;
    private boolean finished;

    Exchange(Door door, Front front, HttpRequest request) {
        this.door = door;
        this.front = front;
        this.client = front.channel();
        this.request = request;
        head = request.method().equals(HttpMethod.HEAD);
        bodyless = request instanceof LastHttpContent || !front.multiplexed()
                && !HttpUtil.isTransferEncodingChunked(request) && HttpUtil.getContentLength(request, 0L) == 0;
        keepAlive = HttpUtil.isKeepAlive(request);
        upgrade = bodyless && !front.multiplexed() && request.method().equals(HttpMethod.GET)
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    void begin() {
        if (request instanceof LastHttpContent last) {
            requestEnded = true;
            ReferenceCountUtil.release(last);
        }
        if (request.decoderResult().isFailure()) {
            refuse(Refusal.malformed("the request is malformed"));
            return;
        }
        if (request.method().equals(HttpMethod.CONNECT) || request.method().equals(HttpMethod.TRACE)) {
            refuse(new Refusal(HttpResponseStatus.METHOD_NOT_ALLOWED, "CONNECT and TRACE are not served"));
            return;
        }
        requested = Requested.of(request);
        if (requested.isEmpty()) {
            refuse(Refusal.malformed("the request names no host"));
            return;
        }
        String expect = request.headers().get(HttpHeaderNames.EXPECT, "");
        expectsContinue = expect.equalsIgnoreCase("100-continue");
        if (!expect.isEmpty() && !expectsContinue) {
            refuse(new Refusal(HttpResponseStatus.EXPECTATION_FAILED,
                    "the only expectation that is met is 100-continue"));
            return;
        }
        if (HttpUtil.getContentLength(request, 0L) > settings().maxBodyBytes()) {
            refuse(tooLarge());
            return;
        }
        attempt();
    }

    private Ingress settings() {
        return door.settings();
    }

    private Refusal tooLarge() {
        return new Refusal(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "the body has more than " + settings().maxBodyBytes() + " bytes");
    }

    /** Finds an instance, or waits until there is one. */
    private void attempt() {
        if (finished) {
            return;
        }
        Requested wanted = requested.orElseThrow();
        Optional<Way> found = door.ways().find(wanted.host(), wanted.path());
        if (found.isEmpty()) {
            refuse(new Refusal(HttpResponseStatus.NOT_FOUND, "nothing is served here"));
            return;
        }
        if (settings().redirects() && !front.secure()) {
            redirect(wanted);
            return;
        }
        if (way.isEmpty()) {
            found.get().tally().begun();
            way = found;
        }
        target = found.get().enter();
        served = target.map(Target::instance);
        if (target.isPresent()) {
            connect(found.get(), target.get());
        } else if (System.nanoTime() - began >= settings().patience().toNanos()) {
            refuse(new Refusal(HttpResponseStatus.SERVICE_UNAVAILABLE, "no instance is ready"));
        } else {
            client.eventLoop().schedule(this::attempt, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void redirect(Requested wanted) {
        int port = settings().httpsAddr().port();
        front.redirect("https://" + wanted.host() + (port == 443 ? "" : ":" + port) + wanted.target(), head);
        status = HttpResponseStatus.PERMANENT_REDIRECT.code();
        finish();
        front.done(false);
    }

    private void connect(Way chosen, Target to) {
        UpstreamPool pool = door.pool(client.eventLoop());
        // A connection that was used before may be closed at the other end while the request is on its way; whether it
        // was seen is not known then. So only what may be sent again goes over such a one.
        Optional<Upstream> idle = repeatable() && !again ? pool.take(to) : Optional.empty();
        if (idle.isPresent()) {
            reused = true;
            send(chosen, idle.get());
            return;
        }
        reused = false;
        ChannelFuture connecting = pool.connect(to);
        connecting.addListener(_ -> {
            if (!connecting.isSuccess()) {
                to.unreachable();
                chosen.tally().upstreamError();
                leave();
                // Nothing was sent, so any request may go to another one.
                attempt();
            } else if (finished) {
                connecting.channel().close();
                leave();
            } else {
                to.reached();
                send(chosen, UpstreamPool.of(connecting.channel()));
            }
        });
    }

    private boolean repeatable() {
        return bodyless && !upgrade && IDEMPOTENT.contains(request.method());
    }

    private void leave() {
        target.ifPresent(Target::leave);
        target = Optional.empty();
    }

    private void send(Way chosen, Upstream to) {
        upstream = Optional.of(to);
        to.attach(this, head);
        Requested wanted = requested.orElseThrow();
        HttpRequest forwarded = new DefaultHttpRequest(HttpVersion.HTTP_1_1, request.method(),
                chosen.rewritten(wanted.target()), request.headers().copy());
        HttpHeaders headers = forwarded.headers();
        Headers.dropHopByHop(headers);
        headers.remove(HttpHeaderNames.EXPECT);
        headers.set(HttpHeaderNames.HOST, wanted.authority());
        Headers.forwarded(headers, settings(), front.client(), front.local().getPort(), front.secure());
        if (upgrade) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
            headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        }
        if (!bodyless && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        }
        if (front.multiplexed()) {
            headers.names().stream().filter(name -> name.startsWith("x-http2-")).toList().forEach(headers::remove);
        }
        to.channel().write(forwarded);
        if (bodyless) {
            to.channel().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            front.deadline().in(Duration.ofSeconds(settings().responseSeconds()));
        } else {
            to.channel().flush();
            if (expectsContinue) {
                front.answersHead(false);
                client.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE,
                        Unpooled.EMPTY_BUFFER));
            }
            front.deadline().in(Duration.ofSeconds(settings().bodySeconds()));
        }
        to.channel().read();
        front.pump();
    }

    /** Whether what comes next of the request can be passed on. */
    boolean takes() {
        return !requestEnded && (bodyless || upstream.filter(to -> to.channel().isWritable()).isPresent());
    }

    /** Whether the client is read from: for its body, or else to see it close. */
    boolean readsOn() {
        return takes() || requestEnded && !upgrade;
    }

    /** What comes next of the request. */
    void body(Object message) {
        HttpContent content = (HttpContent) message;
        boolean last = content instanceof LastHttpContent;
        if (content.decoderResult().isFailure()) {
            content.release();
            refuseOrAbort(Refusal.malformed("the body is malformed"));
            return;
        }
        requestEnded = last;
        if (bodyless) {
            content.release();
            return;
        }
        bodyBytes += content.content().readableBytes();
        if (bodyBytes > settings().maxBodyBytes()) {
            content.release();
            refuseOrAbort(tooLarge());
            return;
        }
        Upstream to = upstream.orElseThrow();
        front.deadline().in(Duration.ofSeconds(last ? settings().responseSeconds() : settings().bodySeconds()));
        to.channel().write(content);
        if (last || !to.channel().isWritable()) {
            to.channel().flush();
        }
    }

    /** The client has no more for now. */
    void flushUpstream() {
        if (!bodyless) {
            upstream.ifPresent(to -> to.channel().flush());
        }
    }

    void upstreamWritable() {
        front.pump();
    }

    /** The instance's answer. */
    void response(HttpResponse answer) {
        if (answer.decoderResult().isFailure()) {
            upstreamFault("an instance answered in a way that is no HTTP");
            return;
        }
        int code = answer.status().code();
        if (code == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            switching = upgrade;
            if (!upgrade) {
                upstreamFault("an instance changed the protocol unasked");
                return;
            }
        } else if (code < 200) {
            informational = true;
            if (code == HttpResponseStatus.EARLY_HINTS.code()
                    && request.protocolVersion().equals(HttpVersion.HTTP_1_1) && !front.multiplexed()) {
                HttpResponse hints = new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status(),
                        answer.headers().copy());
                Headers.dropHopByHop(hints.headers());
                client.write(hints);
                client.write(LastHttpContent.EMPTY_LAST_CONTENT);
            }
            return;
        }
        status = code;
        upstreamKeepAlive = HttpUtil.isKeepAlive(answer);
        HttpResponse passed = new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status(), answer.headers().copy());
        HttpHeaders headers = passed.headers();
        Headers.dropHopByHop(headers);
        frame(answer, headers);
        stream = !head && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                && headers.get(HttpHeaderNames.CONTENT_TYPE, "").startsWith("text/event-stream");
        if (stream) {
            target.ifPresent(own -> own.holds(this));
        }
        front.answersHead(head);
        client.write(passed);
        progress();
    }

    /** Says how long the body is, in the way the client's version understands. */
    private void frame(HttpResponse answer, HttpHeaders headers) {
        int code = answer.status().code();
        if (switching) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
            headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
            return;
        }
        boolean empty = head || code == 204 || code == 304;
        boolean counted = headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                && !HttpUtil.isTransferEncodingChunked(answer);
        headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        if (front.multiplexed()) {
            return;
        }
        boolean current = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        if (!empty && !counted) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
            if (current) {
                headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            } else {
                untilClose = true;
            }
        }
        if (!keepsAlive()) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (!current) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }

    private boolean keepsAlive() {
        return keepAlive && requestEnded && !untilClose && !front.inputEnded();
    }

    /** What comes next of the answer. */
    void content(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (finished) {
            content.release();
        } else if (informational) {
            content.release();
            informational = !last;
        } else if (status == 0 || content.decoderResult().isFailure()) {
            content.release();
            upstreamClosed();
        } else if (switching) {
            content.release();
            tunnel();
        } else {
            progress();
            client.write(content);
            if (last) {
                complete();
            }
        }
    }

    /** All that has arrived of the answer was passed on. */
    void readComplete() {
        if (finished) {
            return;
        }
        client.flush();
        paused = !client.isWritable();
        if (!paused) {
            upstream.ifPresent(from -> from.channel().read());
        }
    }

    void clientWritable() {
        if (paused && client.isWritable()) {
            paused = false;
            progress();
            upstream.ifPresent(from -> from.channel().read());
        }
    }

    private void progress() {
        if (stream) {
            front.deadline().never();
        } else {
            front.deadline().in(Duration.ofSeconds(settings().responseSeconds()));
        }
    }

    private void complete() {
        Upstream from = upstream.orElseThrow();
        boolean keep = keepsAlive();
        if (upstreamKeepAlive && requestEnded) {
            from.detach();
            door.pool(client.eventLoop()).put(target.orElseThrow(), from);
        } else {
            from.close();
        }
        client.flush();
        finish();
        front.done(keep);
    }

    private void tunnel() {
        Upstream from = upstream.orElseThrow();
        Target to = target.orElseThrow();
        Way counted = way.orElseThrow();
        from.detach();
        target = Optional.empty();
        upstream = Optional.empty();
        way = Optional.empty();
        finished = true;
        counted.tally().answered(status);
        client.flush();
        WebSocket.open(front, from, to, () -> {
            to.leave();
            counted.tally().ended();
        });
    }

    /** The connection to the instance has ended. */
    void upstreamClosed() {
        if (finished) {
            return;
        }
        if (status == 0 && reused && repeatable() && !again) {
            // It was closed at the other end before it could be used.
            again = true;
            upstream.ifPresent(Upstream::close);
            upstream = Optional.empty();
            leave();
            attempt();
        } else if (stream && target.filter(own -> !own.admitted()).isPresent()) {
            endStream();
        } else {
            upstreamFault("an instance broke off");
        }
    }

    private void upstreamFault(String reason) {
        way.ifPresent(own -> own.tally().upstreamError());
        refuseOrAbort(new Refusal(HttpResponseStatus.BAD_GATEWAY, reason));
    }

    /** Answers, or breaks off where an answer has begun. */
    private void refuseOrAbort(Refusal refusal) {
        if (status == 0) {
            refuse(refusal);
        } else {
            breakOff();
        }
    }

    private void breakOff() {
        closeUpstream();
        finish();
        front.abort();
    }

    private void refuse(Refusal refusal) {
        boolean keep = keepAlive && (requestEnded || bodyless) && !request.decoderResult().isFailure();
        status = refusal.status().code();
        closeUpstream();
        finish();
        front.answer(refusal, head, keep);
        front.done(keep);
    }

    private void closeUpstream() {
        upstream.ifPresent(Upstream::close);
        upstream = Optional.empty();
    }

    /** The client sends no more; of a stream nobody would know whether it still listens. */
    void inputEnded() {
        if (stream || !requestEnded && !bodyless) {
            breakOff();
        }
    }

    void clientGone() {
        closeUpstream();
        finish();
    }

    /** Something has taken too long. */
    void late() {
        if (status != 0) {
            if (!paused) {
                way.ifPresent(own -> own.tally().upstreamError());
            }
            breakOff();
        } else if (!requestEnded && takes()) {
            refuse(new Refusal(HttpResponseStatus.REQUEST_TIMEOUT, "the body did not arrive in time"));
        } else {
            way.ifPresent(own -> own.tally().upstreamError());
            refuse(new Refusal(HttpResponseStatus.GATEWAY_TIMEOUT, "no instance answered in time"));
        }
    }

    @Override
    public void end() {
        client.eventLoop().execute(this::endStream);
    }

    private void endStream() {
        if (finished) {
            return;
        }
        closeUpstream();
        client.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        boolean keep = keepsAlive();
        finish();
        front.done(keep);
    }

    private void finish() {
        if (finished) {
            return;
        }
        finished = true;
        front.deadline().never();
        target.ifPresent(own -> own.releases(this));
        leave();
        way.ifPresent(own -> {
            own.tally().ended();
            if (status != 0) {
                own.tally().answered(status);
            }
            if (!stream) {
                own.tally().took(System.nanoTime() - began);
            }
        });
        if (settings().accessLog()) {
            AccessLog.write(front.client(), request, status, System.nanoTime() - began, served);
        }
    }
}
