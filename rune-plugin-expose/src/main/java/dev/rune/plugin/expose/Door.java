package dev.rune.plugin.expose;

import dev.rune.plugin.expose.IngressSettings.Ingress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What the connections of one front door have in common. */
final class Door {
    private static final int FAREWELL_MILLIS = 500;

    private final Ingress settings;
    private final Loops loops;
    private final Map<EventExecutor, UpstreamPool> pools = new IdentityHashMap<>();
    /** Connections whose clients can be told that there is no more for them. */
    private final Set<Channel> multiplexed = ConcurrentHashMap.newKeySet();
    /** Written by whoever applies tables. */
    private volatile Ways ways = Ways.NONE;

    Door(Ingress settings, Loops loops) {
        this.settings = settings;
        this.loops = loops;
        for (EventLoop loop : loops.all()) {
            pools.put(loop, new UpstreamPool(loop));
        }
    }

    Ingress settings() {
        return settings;
    }

    Ways ways() {
        return ways;
    }

    void ways(Ways next) {
        ways = next;
    }

    /** The idle connections to instances that belong to {@code loop}. */
    UpstreamPool pool(EventExecutor loop) {
        return Objects.requireNonNull(pools.get(loop));
    }

    /** Closes idle connections to an instance that has left, and after {@code drain} what would go on for ever. */
    void retired(Target target, Duration drain) {
        pools.forEach((loop, pool) -> loop.execute(() -> pool.closeAll(target)));
        loops.any().schedule(target.drain(), drain.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Makes a server of a connection that was accepted. */
    void serve(SocketChannel channel, boolean secure) {
        var decoder = new RequestDecoder(settings.maxHeaderBytes());
        var encoder = new ResponseEncoder();
        var front = new Front(this, channel, Optional.of(new Front.Wire(decoder, encoder)), secure);
        if (!secure) {
            // With TLS it was agreed on before.
            decoder.onPreface(front::becomeStreams);
        }
        channel.pipeline().addLast(decoder, encoder, front);
    }

    /** {@code connection} has streams. */
    void multiplexed(Channel connection) {
        multiplexed.add(connection);
        connection.closeFuture().addListener(_ -> multiplexed.remove(connection));
    }

    /**
     * Tells clients that can be told to send their next requests on another connection, and which of these are still
     * seen to. Returns once they were told.
     */
    void farewell() {
        List<Future<?>> told = multiplexed.stream()
                .<Future<?>>map(connection -> connection.eventLoop().submit((Runnable) connection::close)).toList();
        told.forEach(own -> own.awaitUninterruptibly(FAREWELL_MILLIS));
    }

    /** Makes a server of a connection that was accepted and begins with a handshake. */
    void serveSecurely(SocketChannel channel, Certificate certificate) {
        Optional<SslContext> context = certificate.context();
        if (context.isEmpty()) {
            channel.close();
            return;
        }
        var tls = context.get().newHandler(channel.alloc());
        tls.setHandshakeTimeout(settings.headSeconds(), TimeUnit.SECONDS);
        channel.pipeline().addLast(tls, new Negotiation(this));
        channel.read();
    }

    /** What connections to instances are set to. */
    static void configure(Channel channel) {
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(32 * 1024, 128 * 1024));
    }
}
