package dev.rune.plugin.expose;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpRequestEncoder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Connections to instances that belong to one event loop, on which alone this is used. */
final class UpstreamPool {
    private static final int MOST_IDLE = 128;
    private static final int CONNECT_MILLIS = 3000;
    /** Shorter than what servers allow, so that it is seldom they who close. */
    private static final Duration IDLE = Duration.ofSeconds(4);

    private final EventLoop loop;
    private final Map<Target, Deque<Upstream>> idle = new HashMap<>();
    private final Bootstrap bootstrap;
    private boolean sweeping;

    UpstreamPool(EventLoop loop, Class<? extends SocketChannel> connections) {
        this.loop = loop;
        bootstrap = new Bootstrap().group(loop).channel(connections)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        Door.configure(channel);
                        var decoder = new ResponseDecoder();
                        channel.pipeline().addLast(decoder, new HttpRequestEncoder(), new Upstream(channel, decoder));
                    }
                });
    }

    /** A connection that was used before and is as it should be, as far as one can see: the one used last. */
    Optional<Upstream> take(Target target) {
        Deque<Upstream> own = idle.get(target);
        while (own != null && !own.isEmpty()) {
            Upstream upstream = own.pop();
            if (upstream.usable()) {
                return Optional.of(upstream);
            }
            upstream.close();
        }
        return Optional.empty();
    }

    /** Makes a new connection, whose last handler is an {@link Upstream}. */
    ChannelFuture connect(Target target) {
        return bootstrap.connect(target.address());
    }

    static Upstream of(Channel channel) {
        return channel.pipeline().get(Upstream.class);
    }

    /** Keeps a connection whose last exchange has ended. */
    void put(Target target, Upstream upstream) {
        Deque<Upstream> own = idle.computeIfAbsent(target, _ -> new ArrayDeque<>());
        if (!target.admitted() || own.size() >= MOST_IDLE) {
            upstream.close();
            return;
        }
        own.push(upstream);
        upstream.idle();
        if (!sweeping) {
            sweeping = true;
            loop.schedule(this::sweep, IDLE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    void closeAll(Target target) {
        Deque<Upstream> own = idle.remove(target);
        if (own != null) {
            own.forEach(Upstream::close);
        }
    }

    private void sweep() {
        idle.values().forEach(own -> own.removeIf(upstream -> {
            boolean old = !upstream.usable() || upstream.idleFor().compareTo(IDLE) >= 0;
            if (old) {
                upstream.close();
            }
            return old;
        }));
        idle.values().removeIf(Deque::isEmpty);
        sweeping = !idle.isEmpty();
        if (sweeping) {
            loop.schedule(this::sweep, IDLE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
