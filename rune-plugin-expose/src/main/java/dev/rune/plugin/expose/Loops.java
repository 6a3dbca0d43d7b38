package dev.rune.plugin.expose;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The event loops of one exposure. */
final class Loops implements AutoCloseable {
    /** A client that cannot be read from more quickly than this is held up no longer. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 128 * 1024);
    private static final int BACKLOG = 4096;
    private static final int MOST = 4;

    private final EventLoopGroup group;

    Loops(String name) {
        group = new MultiThreadIoEventLoopGroup(Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST),
                new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
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

    /**
     * Listens at {@code address}.
     *
     * @param accepted is given each connection, on its own loop, before anything is read from it
     * @throws BindException that says why not
     */
    Channel listen(ListenAddress address, Consumer<SocketChannel> accepted) throws BindException {
        ChannelFuture bound = new ServerBootstrap().group(group).channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG).option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false).childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true).childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accepted.accept(channel);
                    }
                }).bind(address.socketAddress()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var told = new BindException("cannot listen at " + address + ": " + bound.cause().getMessage()
                    + "; end what has taken it, or set ingress.httpAddr in the runefile");
            told.initCause(bound.cause());
            throw told;
        }
        return bound.channel();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).awaitUninterruptibly(2000);
    }
}
