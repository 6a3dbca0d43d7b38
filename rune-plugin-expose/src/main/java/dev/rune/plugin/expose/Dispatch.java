package dev.rune.plugin.expose;

import dev.rune.kernel.status.InstanceId;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The search for an instance that takes a request, and the connection to it: the one with the least to do, another where
 * that one cannot be reached, and whoever becomes ready in time where nobody is.
 */
final class Dispatch {
    /** How often it is looked whether an instance is ready. */
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Door door;
    private final Exchange exchange;
    private final EventLoop loop;
    private final RequestHead head;
    private final long began;
    /** The route whose request this is counted as. */
    private Optional<Way> way = Optional.empty();
    private Optional<Target> target = Optional.empty();
    private Optional<Upstream> upstream = Optional.empty();
    /** Whose request it was, for the log. */
    private Optional<InstanceId> served = Optional.empty();
    /** Whether the connection was used before. */
    private boolean reused;
    private boolean repeated;
    /** How many instances could not be reached. */
    private int unreachable;

    Dispatch(Door door, Exchange exchange, EventLoop loop, RequestHead head, long began) {
        this.door = door;
        this.exchange = exchange;
        this.loop = loop;
        this.head = head;
        this.began = began;
    }

    Optional<Way> way() {
        return way;
    }

    /** Whoever has the request now. */
    Optional<Target> target() {
        return target;
    }

    /** The connection to whoever has the request. */
    Optional<Upstream> upstream() {
        return upstream;
    }

    /** Whoever was last given the request. */
    Optional<InstanceId> served() {
        return served;
    }

    /** Finds an instance, or waits until there is one. */
    void attempt() {
        if (exchange.finished()) {
            return;
        }
        Requested wanted = head.requested();
        Optional<Way> found = door.ways().find(wanted.host(), wanted.path());
        if (found.isEmpty()) {
            exchange.refuse(new Refusal(HttpResponseStatus.NOT_FOUND, "nothing is served here"));
            return;
        }
        if (exchange.redirected(wanted)) {
            return;
        }
        if (way.isEmpty()) {
            count(found.get());
        }
        boolean late = System.nanoTime() - began >= door.settings().patience().toNanos();
        // One more is tried whatever the time; with many that cannot be reached there would always be one to try.
        target = late && unreachable > 1 ? Optional.empty() : found.get().enter();
        if (target.isPresent()) {
            served = Optional.of(target.get().instance());
            connect(found.get(), target.get());
        } else if (late) {
            exchange.refuse(new Refusal(HttpResponseStatus.SERVICE_UNAVAILABLE, "no instance is ready"));
        } else {
            loop.schedule(this::attempt, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Counts the request, which goes nowhere, as one of the route that it names, if it names one. */
    void refused() {
        head.named().flatMap(wanted -> door.ways().find(wanted.host(), wanted.path())).ifPresent(this::count);
    }

    private void count(Way found) {
        found.tally().begun();
        way = Optional.of(found);
    }

    private void connect(Way chosen, Target to) {
        UpstreamPool pool = door.pool(loop);
        // A connection that was used before may be closed at the other end while the request is on its way; whether it
        // was seen is not known then. So only what may be sent again goes over such a one.
        Optional<Upstream> idle = head.repeatable() && !repeated ? pool.take(to) : Optional.empty();
        reused = idle.isPresent();
        if (reused) {
            use(chosen, idle.get());
            return;
        }
        ChannelFuture connecting = pool.connect(to);
        connecting.addListener(_ -> {
            if (!connecting.isSuccess()) {
                unreachable++;
                to.unreachable();
                chosen.tally().upstreamError();
                leave();
                // Nothing was sent, so any request may go to another one.
                attempt();
            } else if (exchange.finished()) {
                connecting.channel().close();
                leave();
            } else {
                to.reached();
                use(chosen, UpstreamPool.of(connecting.channel()));
            }
        });
    }

    private void use(Way chosen, Upstream connection) {
        upstream = Optional.of(connection);
        connection.attach(exchange, head.toHead());
        exchange.request().send(chosen, connection.channel());
    }

    /**
     * The connection was closed before anything of an answer came: where that was to be expected, begins anew on a new
     * connection.
     *
     * @return whether it does
     */
    boolean repeats() {
        if (!reused || repeated || !head.repeatable()) {
            return false;
        }
        repeated = true;
        close();
        leave();
        attempt();
        return true;
    }

    /** Closes the connection. */
    void close() {
        if (upstream.isPresent()) {
            upstream.get().close();
            upstream = Optional.empty();
        }
        exchange.request().unsend();
    }

    /** Whether nothing came on the connection behind the answer. */
    boolean drained() {
        return upstream.orElseThrow().drained();
    }

    /** Keeps the connection, which can be used again. */
    void keep() {
        Upstream connection = upstream.orElseThrow();
        connection.detach();
        door.pool(loop).put(target.orElseThrow(), connection);
    }

    void upstreamError() {
        if (way.isPresent()) {
            way.get().tally().upstreamError();
        }
    }

    /** The instance has nothing more to do with the request. */
    void leave() {
        if (target.isPresent()) {
            target.get().leave();
            target = Optional.empty();
        }
    }

    /** From here on somebody else has the connection, and sees to it that the instance and the route are left. */
    void handOver() {
        upstream.ifPresent(Upstream::detach);
        upstream = Optional.empty();
        target = Optional.empty();
        way = Optional.empty();
    }
}
