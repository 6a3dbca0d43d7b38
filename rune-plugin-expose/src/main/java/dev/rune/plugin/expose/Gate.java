package dev.rune.plugin.expose;

import dev.rune.plugin.expose.IngressSettings.Ingress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A port of the host that leads to one service. */
final class Gate implements AutoCloseable {
    private static final int LOOK_MILLIS = 20;
    private static final int CONNECT_MILLIS = 3000;

    private final Ingress settings;
    private final Class<? extends SocketChannel> connections;
    /** Written by whoever applies tables. */
    private volatile Way way;
    private final Listener listener;

    Gate(Loops loops, Ingress settings, Way way) {
        this.settings = settings;
        connections = loops.client();
        this.way = way;
        listener = new Listener(loops, settings.httpAddr().at(way.route().port()), this::accepted);
    }

    Way way() {
        return way;
    }

    void way(Way next) {
        way = next;
    }

    int port() {
        return listener.port();
    }

    Optional<String> trouble() {
        return listener.trouble();
    }

    private void accepted(SocketChannel client) {
        Tally tally = way.tally();
        tally.begun();
        long began = System.nanoTime();
        client.closeFuture().addListener(_ -> {
            tally.ended();
            tally.took(System.nanoTime() - began);
        });
        attempt(client, began, 0);
    }

    /** Finds an instance for a connection, or waits until there is one. */
    private void attempt(SocketChannel client, long began, int unreachable) {
        if (!client.isOpen()) {
            return;
        }
        Way now = way;
        boolean late = System.nanoTime() - began >= settings.patience().toNanos();
        // One more is tried whatever the time; with many that cannot be reached there would always be one to try.
        Optional<Target> target = late && unreachable > 1 ? Optional.empty() : now.enter();
        if (target.isPresent()) {
            connect(client, began, unreachable, now, target.get());
        } else if (late) {
            client.close();
        } else {
            client.eventLoop().schedule(() -> attempt(client, began, unreachable), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void connect(SocketChannel client, long began, int unreachable, Way now, Target target) {
        ChannelFuture connecting = new Bootstrap().group(client.eventLoop()).channel(connections)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true).handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Door.configure(channel);
                    }
                }).connect(target.address());
        connecting.addListener(_ -> {
            if (!connecting.isSuccess()) {
                target.unreachable();
                target.leave();
                now.tally().upstreamError();
                attempt(client, began, unreachable + 1);
            } else if (!client.isOpen()) {
                connecting.channel().close();
                target.leave();
            } else {
                target.reached();
                Relay.open(client, (SocketChannel) connecting.channel(), target);
            }
        });
    }

    @Override
    public void close() {
        listener.close();
    }
}
