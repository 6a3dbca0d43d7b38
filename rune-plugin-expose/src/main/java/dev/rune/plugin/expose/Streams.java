package dev.rune.plugin.expose;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection in HTTP/2. Each of its streams is served as if it were a connection with one request. Lives on the event
 * loop of the connection.
 */
final class Streams {
    private static final int MOST = 128;

    private final Door door;
    private final Channel connection;
    private final boolean secure;
    private final Deadline idle;
    private int open;

    private Streams(Door door, Channel connection, boolean secure) {
        this.door = door;
        this.connection = connection;
        this.secure = secure;
        // That says goodbye first, which tells the client that none of its requests was lost.
        idle = new Deadline(connection.eventLoop(), connection::close);
    }

    /** Serves {@code connection}, from which nothing was read or all that was read is handed on. */
    static void serve(Door door, Channel connection, boolean secure) {
        var streams = new Streams(door, connection, secure);
        connection.pipeline().addLast(
                Http2FrameCodecBuilder.forServer()
                        .initialSettings(Http2Settings.defaultSettings().maxConcurrentStreams(MOST)
                                .maxHeaderListSize(door.settings().maxHeaderBytes()))
                        // A close waits for the streams for as long as they have deadlines of their own and the door
                        // allows; by itself the codec would not wait at all.
                        .gracefulShutdownTimeoutMillis(-1).build(),
                new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        streams.opened(stream);
                    }
                }), new Faults());
        streams.await();
        connection.closeFuture().addListener(_ -> streams.idle.never());
        // Whoever sends nothing more has left: what their streams wait for is told to nobody.
        connection.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        // Streams are held up one by one; the connection itself never is.
        connection.config().setAutoRead(true);
    }

    private void opened(Channel stream) {
        open++;
        idle.never();
        if (door.leaving()) {
            door.partsWith(connection);
        }
        stream.closeFuture().addListener(_ -> closed());
        stream.config().setAutoRead(false);
        stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(true),
                new Front(door, stream, Optional.empty(), secure));
    }

    private void closed() {
        open--;
        if (open == 0 && connection.isActive()) {
            if (door.leaving()) {
                connection.close();
            } else {
                await();
            }
        }
    }

    private void await() {
        idle.in(Duration.ofSeconds(door.settings().idleSeconds()));
    }

    /** What clients do that breaks their connections is no news: they were told, and it is closed by whoever told them. */
    private static final class Faults extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof Http2Exception)) {
                ctx.close();
            }
        }
    }
}
