package dev.rune.plugin.expose;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.TimeUnit;

/** A connection between a client and an instance: bytes from either side to the other, and the end of either as well. */
final class Relay implements Lasting {
    /** How long the sides may take to close after they were told that it is over. */
    private static final int CLOSE_SECONDS = 1;

    private final Target target;
    private final Side client;
    private final Side server;
    private boolean over;

    private Relay(SocketChannel client, SocketChannel server, Target target) {
        this.target = target;
        this.client = new Side(client, server);
        this.server = new Side(server, client);
    }

    static void open(SocketChannel client, SocketChannel server, Target target) {
        var relay = new Relay(client, server, target);
        client.pipeline().addLast(relay.client);
        server.pipeline().addLast(relay.server);
        target.holds(relay);
        client.read();
        server.read();
    }

    /** Says to both that nothing more will come; what they have been sent arrives. */
    @Override
    public void end() {
        client.from.eventLoop().execute(() -> {
            if (!over) {
                client.finish();
                server.finish();
                client.from.eventLoop().schedule(this::close, CLOSE_SECONDS, TimeUnit.SECONDS);
            }
        });
    }

    private void close() {
        if (!over) {
            over = true;
            target.releases(this);
            target.leave();
            client.from.close();
            server.from.close();
        }
    }

    private final class Side extends ChannelInboundHandlerAdapter {
        private final SocketChannel from;
        private final SocketChannel to;
        /** Nothing more goes this way. */
        private boolean finished;

        Side(SocketChannel from, SocketChannel to) {
            this.from = from;
            this.to = to;
        }

        private Side other() {
            return this == client ? server : client;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (finished) {
                io.netty.util.ReferenceCountUtil.release(message);
                return;
            }
            to.write(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            to.flush();
            if (finished || to.isWritable()) {
                from.read();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (from.isWritable()) {
                to.read();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                finish();
            }
        }

        /** Passes on that nothing more comes. */
        void finish() {
            if (!finished) {
                finished = true;
                to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
                    to.shutdownOutput();
                    if (other().finished) {
                        close();
                    }
                });
            }
        }

        /** This side is gone; what it sent still arrives. */
        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (to.isActive()) {
                to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> close());
            } else {
                close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            from.close();
        }
    }
}
