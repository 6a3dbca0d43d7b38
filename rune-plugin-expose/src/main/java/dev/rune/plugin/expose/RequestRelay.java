package dev.rune.plugin.expose;

import dev.rune.plugin.expose.IngressSettings.Ingress;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.Optional;

/** A request on its way to an instance. */
final class RequestRelay {
    private final Exchange exchange;
    private final Front front;
    private final RequestHead head;
    private final Ingress settings;
    /** Where it goes; empty before. */
    private Optional<Channel> to = Optional.empty();
    private long bytes;
    private boolean ended;

    RequestRelay(Exchange exchange, Front front, HttpRequest request, RequestHead head, Ingress settings) {
        this.exchange = exchange;
        this.front = front;
        this.head = head;
        this.settings = settings;
        if (request instanceof LastHttpContent) {
            ended = true;
            ReferenceCountUtil.release(request);
        }
    }

    /** Whether nothing more of it comes. */
    boolean ended() {
        return ended;
    }

    /** Whether what comes next of it can be passed on. */
    boolean takes() {
        return !ended && (head.bodyless() || to.isPresent() && to.get().isWritable());
    }

    /** Whether the client is read from: for the body, or else to see it close. */
    boolean readsOn() {
        return ended ? !head.upgrade() : takes();
    }

    /** Sends the head to an instance of {@code chosen}; the body follows as it comes. */
    void send(Way chosen, Channel instance) {
        to = Optional.of(instance);
        instance.write(head.forwarded(chosen, front.origin(), settings));
        if (head.bodyless()) {
            // In one piece, and at once.
            instance.flush();
        } else if (head.expectsContinue() && head.current()) {
            front.reply(Replies.goOn(), false);
        }
        awaitMore(head.bodyless());
        instance.read();
        front.pump();
    }

    /** It goes nowhere any more. */
    void unsend() {
        to = Optional.empty();
    }

    /** What comes next of it. */
    void body(HttpContent content) {
        Optional<Refusal> refused = refused(content);
        if (refused.isPresent() || head.bodyless()) {
            content.release();
            refused.ifPresent(exchange::refuseOrAbort);
            return;
        }
        Channel instance = to.orElseThrow();
        awaitMore(ended);
        instance.write(content);
        if (ended || !instance.isWritable()) {
            instance.flush();
        }
    }

    private Optional<Refusal> refused(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            return Optional.of(Refusal.malformed("the body is malformed"));
        }
        ended = content instanceof LastHttpContent;
        bytes += content.content().readableBytes();
        return !head.bodyless() && bytes > settings.maxBodyBytes()
                ? Optional.of(Refusal.tooLarge(settings))
                : Optional.empty();
    }

    private void awaitMore(boolean answer) {
        front.deadline().in(Duration.ofSeconds(answer ? settings.responseSeconds() : settings.bodySeconds()));
    }

    /** The instance could take more. */
    void writable() {
        front.pump();
    }

    /** The client has no more for now. */
    void flush() {
        if (!head.bodyless() && to.isPresent()) {
            to.get().flush();
        }
    }
}
