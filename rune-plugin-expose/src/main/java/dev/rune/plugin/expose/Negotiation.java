package dev.rune.plugin.expose;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;

/** Serves a connection in the protocol that was agreed on in its handshake. */
final class Negotiation extends ApplicationProtocolNegotiationHandler {
    private final Door door;

    Negotiation(Door door) {
        super(ApplicationProtocolNames.HTTP_1_1);
        this.door = door;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
        if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
            Streams.serve(door, ctx.channel(), true);
        } else {
            door.serve((SocketChannel) ctx.channel(), true);
        }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
        // Whoever comes with another protocol or trusts nobody is no news.
        ctx.close();
    }
}
