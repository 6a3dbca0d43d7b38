package dev.rune.plugin.expose;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/** A WebSocket: bytes from either side to the other, and a close frame to both when it has to end. */
final class WebSocket implements Lasting {
    /** 1001, going away: from a server without a mask, from a client with one (of noughts). */
    private static final byte[] TO_CLIENT = {(byte) 0x88, 0x02, 0x03, (byte) 0xe9};
    private static final byte[] TO_SERVER = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xe9};
    /** How long the other side may take to answer a close frame. */
    private static final int CLOSE_SECONDS = 1;

    private final Target target;
    private final Runnable ended;
    private final Side client;
    private final Side server;
    private boolean over;

    private WebSocket(Channel client, Channel server, Target target, Runnable ended) {
        this.target = target;
        this.ended = ended;
        this.client = new Side(client, TO_SERVER);
        this.server = new Side(server, TO_CLIENT);
        this.client.peer = this.server;
        this.server.peer = this.client;
    }

    /**
     * Makes a WebSocket of two connections that have agreed on it.
     *
     * @param ended called once it is over
     */
    static void open(Front front, Upstream upstream, Target target, Runnable ended) {
        var socket = new WebSocket(front.channel(), upstream.channel(), target, ended);
        front.becomeTunnel(socket.client);
        upstream.becomeTunnel(socket.server);
        target.holds(socket);
        front.handOn();
        upstream.handOn();
        socket.client.channel.read();
        socket.server.channel.read();
    }

    @Override
    public void end() {
        client.channel.eventLoop().execute(() -> {
            if (!over) {
                server.end();
                client.end();
                client.channel.eventLoop().schedule(this::close, CLOSE_SECONDS, TimeUnit.SECONDS);
            }
        });
    }

    /** Closes once the client, and the server where it is still there, have sent their own farewell. */
    private void closeIfAnswered() {
        if (server.told && client.told && client.frames.closed() && (server.gone || server.frames.closed())) {
            close();
        }
    }

    private void close() {
        if (!over) {
            over = true;
            target.releases(this);
            ended.run();
            client.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            server.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** What comes from one side. */
    private final class Side extends ChannelInboundHandlerAdapter {
        private final Channel channel;
        private final FrameTracker frames = new FrameTracker();
        /** What tells the other side that it is over. */
        private final byte[] farewell;
        /** The other side; set once, before anything is read. */
        private Side peer = this;
        private boolean ending;
        /** The other side was told, or is not there to be told; nothing is passed on to it any more. */
        private boolean told;
        private boolean gone;

        Side(Channel channel, byte[] farewell) {
            this.channel = channel;
            this.farewell = farewell;
        }

        /** From the end of the present frame on, nothing is passed on but the farewell. */
        void end() {
            ending = true;
            if (frames.between()) {
                tell();
            }
        }

        private void tell() {
            if (!told && !frames.closed()) {
                told = true;
                peer.channel.writeAndFlush(Unpooled.wrappedBuffer(farewell));
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (!(message instanceof ByteBuf bytes)) {
                ReferenceCountUtil.release(message);
                return;
            }
            if (!told) {
                peer.channel.write(bytes.readRetainedSlice(frames.follow(bytes, ending)));
                if (ending && frames.between()) {
                    tell();
                }
            }
            frames.follow(bytes, false);
            bytes.release();
            closeIfAnswered();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            peer.channel.flush();
            if (told || peer.channel.isWritable()) {
                ctx.read();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (channel.isWritable()) {
                peer.channel.read();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                channelInactive(ctx);
            }
        }

        /**
         * This side has gone. Where that is an instance that is being retired, the client is told as if we had ended it,
         * and may answer.
         */
        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (over || gone || this == client || !told && (target.admitted() || !frames.between())) {
                close();
                return;
            }
            tell();
            gone = true;
            peer.told = true;
            peer.channel.read();
            closeIfAnswered();
            channel.eventLoop().schedule(WebSocket.this::close, CLOSE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
