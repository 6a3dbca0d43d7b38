package dev.rune.plugin.expose;

import dev.rune.kernel.spi.ListeningSockets;
import dev.rune.kernel.spi.ListeningSockets.LeftSocket;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The event loops of one exposure. */
final class Loops implements AutoCloseable {
    /** A client that cannot be read from more quickly than this is held up no longer. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 128 * 1024);
    private static final int BACKLOG = 4096;
    private static final int MOST = 4;

    static {
        // Finding buffers that nobody releases costs a stack trace at every hundredth. Who looks for one says so.
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
    }

    private final Transport transport = Transport.best();
    private final ListeningSockets sockets;
    private final EventLoopGroup group;

    /** @param sockets what an earlier daemon has left */
    Loops(String name, ListeningSockets sockets) {
        this.sockets = sockets;
        group = new MultiThreadIoEventLoopGroup(Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST),
                new DefaultThreadFactory(name, true), transport.loops());
    }

    List<EventLoop> all() {
        List<EventLoop> loops = new ArrayList<>();
        for (EventExecutor loop : group) {
            loops.add((EventLoop) loop);
        }
        return loops;
    }

    /** Any of them, for what belongs to no connection. */
    EventLoop any() {
        return group.next();
    }

    /** What connections to instances are made of. */
    Class<? extends SocketChannel> client() {
        return transport.client();
    }

    /**
     * Listens at {@code address}.
     *
     * @param accepted is given each connection, on its own loop, before anything is read from it
     * @throws BindException that says why not
     */
    Channel listen(ListenAddress address, Consumer<SocketChannel> accepted) throws BindException {
        InetSocketAddress where = address.socketAddress();
        ServerBootstrap bootstrap = new ServerBootstrap().group(group)
                .option(ChannelOption.SO_BACKLOG, BACKLOG).option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false).childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true).childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accepted.accept(channel);
                    }
                });
        Optional<LeftSocket> left = sockets.at(where);
        ChannelFuture bound = left.isPresent()
                ? goOn(bootstrap, left.get())
                : bootstrap.channel(transport.server()).bind(where);
        bound.awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var told = new BindException("cannot listen at " + address + ": " + bound.cause().getMessage()
                    + "; end what has taken it, or set ingress.httpAddr in the runefile");
            told.initCause(bound.cause());
            throw told;
        }
        bound.channel().eventLoop().execute(() -> bound.channel().config().setAutoRead(true));
        return bound.channel();
    }

    /** Accepts nothing before whoever is to get it is there: connections may be waiting. */
    private ChannelFuture goOn(ServerBootstrap bootstrap, LeftSocket left) {
        ChannelFactory<ServerChannel> made = () -> {
            try {
                return transport.on(left);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        return bootstrap.option(ChannelOption.AUTO_READ, false).channelFactory(made).register();
    }

    /** Returns once everything that the loops have been told by now was done. */
    void settle() {
        all().stream().map(loop -> loop.submit(() -> {})).toList().forEach(Future::awaitUninterruptibly);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).awaitUninterruptibly(2000);
    }
}
