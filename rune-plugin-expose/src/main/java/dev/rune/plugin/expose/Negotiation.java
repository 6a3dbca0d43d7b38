package dev.rune.plugin.expose;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import java.util.Optional;

/** Serves a connection in the protocol that was agreed on in its handshake. */
final class Negotiation extends ApplicationProtocolNegotiationHandler {
    private static final int STREAMS = 128;

    private final Door door;

    Negotiation(Door door) {
        super(ApplicationProtocolNames.HTTP_1_1);
        this.door = door;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
        if (!protocol.equals(ApplicationProtocolNames.HTTP_2)) {
            door.serve((SocketChannel) ctx.channel(), true);
            return;
        }
        // Streams are held up one by one; the connection itself never is.
        ctx.channel().config().setAutoRead(true);
        ctx.pipeline().addLast(
                Http2FrameCodecBuilder.forServer().initialSettings(Http2Settings.defaultSettings()
                        .maxConcurrentStreams(STREAMS).maxHeaderListSize(door.settings().maxHeaderBytes())).build(),
                new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.config().setAutoRead(false);
                        stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(true),
                                new Front(door, stream, Optional.empty(), true));
                    }
                }));
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
        // Whoever comes with another protocol or trusts nobody is no news.
        ctx.close();
    }
}
