package dev.rune.plugin.expose;

import dev.rune.plugin.expose.IngressSettings.Ingress;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.Optional;

/**
 * One request and its answer, and how they end. Lives on the event loop of the client's connection, on which the
 * connection to the instance is as well.
 */
final class Exchange implements Lasting {
    private final Door door;
    private final Ingress settings;
    private final Front front;
    private final Channel client;
    private final RequestHead head;
    private final RequestRelay request;
    private final Dispatch dispatch;
    private final ResponseRelay response;
    private final long began = System.nanoTime();
    /** What was answered; 0 before. */
    private int status;
    private boolean finished;

    Exchange(Door door, Front front, HttpRequest asked) {
        this.door = door;
        this.front = front;
        settings = door.settings();
        client = front.channel();
        head = new RequestHead(asked, front.multiplexed());
        request = new RequestRelay(this, front, asked, head, settings);
        dispatch = new Dispatch(door, this, client.eventLoop(), head, began);
        response = new ResponseRelay(this, front, head, Duration.ofSeconds(settings.responseSeconds()));
    }

    void begin() {
        Optional<Refusal> fault = head.fault(settings);
        if (fault.isPresent()) {
            dispatch.refused();
            refuse(fault.get());
        } else {
            dispatch.attempt();
        }
    }

    RequestRelay request() {
        return request;
    }

    ResponseRelay response() {
        return response;
    }

    boolean finished() {
        return finished;
    }

    /** Whether an answer has begun. */
    boolean answering() {
        return status != 0;
    }

    /** An answer has begun. */
    void answered(int code) {
        status = code;
    }

    /** Whether the client's connection can be used again. */
    boolean keepsAlive() {
        return head.keepAlive() && !door.leaving() && request.ended() && !response.untilClose() && !front.inputEnded();
    }

    /** Sends the client to where there is TLS, if that is what is wanted. */
    boolean redirected(Requested wanted) {
        if (front.secure() || !door.redirects()) {
            return false;
        }
        int port = settings.httpsAddr().port();
        status = HttpResponseStatus.PERMANENT_REDIRECT.code();
        front.reply(Replies.redirect("https://" + wanted.host() + (port == 443 ? "" : ":" + port) + wanted.target()),
                head.toHead());
        finish();
        front.done(false);
        return true;
    }

    /** The client could take more of the answer. */
    void readUpstream() {
        if (dispatch.upstream().isPresent()) {
            dispatch.upstream().get().channel().read();
        }
    }

    /** The answer has no end of its own: it is ended when the instance has left and its drain is over. */
    void lasts() {
        dispatch.target().ifPresent(own -> own.holds(this));
    }

    /** The answer is whole. */
    void complete() {
        boolean keep = keepsAlive();
        if (response.upstreamKeepAlive() && request.ended() && dispatch.drained()) {
            dispatch.keep();
        } else {
            dispatch.close();
        }
        client.flush();
        finish();
        front.done(keep);
    }

    /** Client and instance have agreed on a WebSocket. */
    void tunnel() {
        Upstream from = dispatch.upstream().orElseThrow();
        Target to = dispatch.target().orElseThrow();
        Tally tally = dispatch.way().orElseThrow().tally();
        dispatch.handOver();
        finished = true;
        tally.answered(status);
        client.flush();
        WebSocket.open(front, from, to, () -> {
            to.leave();
            tally.ended();
        });
    }

    /** The connection to the instance has ended. */
    void upstreamClosed() {
        if (finished || !answering() && dispatch.repeats()) {
            return;
        }
        if (response.stream() && dispatch.target().filter(own -> !own.admitted()).isPresent()) {
            endStream();
        } else {
            upstreamFault("an instance broke off");
        }
    }

    void upstreamFault(String reason) {
        dispatch.upstreamError();
        refuseOrAbort(new Refusal(HttpResponseStatus.BAD_GATEWAY, reason));
    }

    /** Answers, or breaks off where an answer has begun. */
    void refuseOrAbort(Refusal refusal) {
        if (answering()) {
            breakOff();
        } else {
            refuse(refusal);
        }
    }

    void refuse(Refusal refusal) {
        boolean keep = head.keepAlive() && !door.leaving() && (request.ended() || head.bodyless())
                && head.understood();
        status = refusal.status().code();
        dispatch.close();
        finish();
        front.refuse(refusal, head.toHead(), keep);
        front.done(keep);
    }

    private void breakOff() {
        dispatch.close();
        finish();
        front.abort();
    }

    /** The client sends no more; of a stream nobody would know whether it still listens. */
    void inputEnded() {
        if (response.stream() || !request.ended() && !head.bodyless()) {
            breakOff();
        }
    }

    void clientGone() {
        dispatch.close();
        finish();
    }

    /** Something has taken too long. */
    void late() {
        if (answering()) {
            if (!response.paused()) {
                dispatch.upstreamError();
            }
            breakOff();
        } else if (request.takes()) {
            refuse(new Refusal(HttpResponseStatus.REQUEST_TIMEOUT, "the body did not arrive in time"));
        } else {
            dispatch.upstreamError();
            refuse(new Refusal(HttpResponseStatus.GATEWAY_TIMEOUT, "no instance answered in time"));
        }
    }

    @Override
    public void end() {
        client.eventLoop().execute(this::endStream);
    }

    private void endStream() {
        if (!finished) {
            dispatch.close();
            client.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            boolean keep = keepsAlive();
            finish();
            front.done(keep);
        }
    }

    private void finish() {
        if (finished) {
            return;
        }
        finished = true;
        front.deadline().never();
        if (response.stream()) {
            dispatch.target().ifPresent(own -> own.releases(this));
        }
        dispatch.leave();
        long took = System.nanoTime() - began;
        dispatch.way().ifPresentOrElse(way -> count(way.tally(), took), this::countUnrouted);
        if (settings.accessLog()) {
            AccessLog.write(front.origin(), head, status, took, dispatch.served());
        }
    }

    private void countUnrouted() {
        if (answering()) {
            door.unrouted(status);
        }
    }

    private void count(Tally tally, long took) {
        tally.ended();
        if (answering()) {
            tally.answered(status);
        }
        if (!response.stream()) {
            tally.took(took);
        }
    }
}
