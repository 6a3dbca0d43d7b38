package dev.rune.plugin.expose;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A client's connection, or one stream of it where it has several: takes requests one after the other. Nothing more is
 * read than what can be passed on, or what one reading from the socket brought.
 */
final class Front extends ChannelInboundHandlerAdapter {
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final Door door;
    private final Channel channel;
    private final Optional<Wire> wire;
    private final boolean secure;
    private final Origin origin;
    private final Deadline deadline;
    /** What has arrived and is not due. */
    private final Deque<Object> held = new ArrayDeque<>();
    private Optional<Exchange> exchange = Optional.empty();
    private boolean started;
    /** There was a request. */
    private boolean served;
    private boolean pumping;
    /** Whether the time that a head may take is running. */
    private boolean waitingForHead;
    /** The client sends no more. */
    private boolean inputEnded;
    /** The last answer was given. */
    private boolean closing;

    /** What turns a connection's bytes into messages and back. */
    record Wire(RequestDecoder decoder, ResponseEncoder encoder) {}

    /** @param wire empty where the connection has several streams, each of which has one request */
    Front(Door door, Channel channel, Optional<Wire> wire, boolean secure) {
        this.door = door;
        this.channel = channel;
        this.wire = wire;
        this.secure = secure;
        origin = Origin.of(wire.isEmpty() ? channel.parent() : channel, secure);
        deadline = new Deadline(channel.eventLoop(), this::late);
    }

    Channel channel() {
        return channel;
    }

    boolean secure() {
        return secure;
    }

    /** Whether there is one request only, whose end closes nothing but a stream. */
    boolean multiplexed() {
        return wire.isEmpty();
    }

    boolean inputEnded() {
        return inputEnded;
    }

    Deadline deadline() {
        return deadline;
    }

    /** Where its requests come from. */
    Origin origin() {
        return origin;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (channel.isActive()) {
            start();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        start();
    }

    private void start() {
        if (!started) {
            started = true;
            deadline.in(Duration.ofSeconds(door.settings().idleSeconds()));
            pump();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing
                || !(message instanceof HttpContent || message instanceof HttpRequest || message instanceof Refusal)) {
            ReferenceCountUtil.release(message);
            return;
        }
        held.add(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (closing) {
            channel.read();
            return;
        }
        pump();
        if (!waitingForHead && !closing && exchange.isEmpty() && midHead()) {
            waitingForHead = true;
            deadline.in(Duration.ofSeconds(door.settings().headSeconds()));
        }
    }

    private boolean midHead() {
        return wire.filter(own -> own.decoder().midHead()).isPresent();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        exchange.ifPresent(own -> own.response().clientWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Leaving.NOW && served && exchange.isEmpty() && held.isEmpty() && !midHead() && !closing) {
            closeGently();
        } else if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (closing || exchange.isEmpty() && held.isEmpty()) {
                channel.close();
            } else {
                exchange.ifPresent(Exchange::inputEnded);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        deadline.never();
        releaseHeld();
        exchange.ifPresent(Exchange::clientGone);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    /** Passes on what is due, and reads on where more can be. */
    void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (!held.isEmpty() && !closing) {
                if (exchange.isEmpty()) {
                    begin(held.remove());
                } else if (exchange.get().request().takes()) {
                    exchange.get().request().body((HttpContent) held.remove());
                } else {
                    break;
                }
            }
        } finally {
            pumping = false;
        }
        if (exchange.isPresent()) {
            exchange.get().request().flush();
        }
        if (held.isEmpty() && !inputEnded
                && (closing || exchange.isEmpty() || exchange.get().request().readsOn())) {
            channel.read();
        }
    }

    private void begin(Object message) {
        waitingForHead = false;
        switch (message) {
            case Refusal refusal -> refuseUnread(refusal);
            case HttpRequest request -> {
                deadline.never();
                var next = new Exchange(door, this, request);
                exchange = Optional.of(next);
                served = true;
                next.begin();
            }
            // What is left of a request that was answered before it had ended.
            default -> ReferenceCountUtil.release(message);
        }
    }

    /** Tells the encoder, before each response, whether it is one to HEAD. */
    void answersHead(boolean head) {
        wire.ifPresent(own -> own.encoder().next(head));
    }

    /** Answers by itself. */
    void reply(FullHttpResponse response, boolean toHead) {
        answersHead(toHead);
        channel.writeAndFlush(response);
    }

    /** Answers by itself why there is no better answer. */
    void refuse(Refusal refusal, boolean toHead, boolean keepAlive) {
        reply(Replies.refusal(refusal, toHead, !keepAlive && !multiplexed()), toHead);
    }

    /** Answers what is not known to be a request, and ends. */
    private void refuseUnread(Refusal refusal) {
        door.unrouted(refusal.status().code());
        refuse(refusal, false, false);
        closeGently();
    }

    /** The exchange has ended with a whole answer. */
    void done(boolean keepAlive) {
        exchange = Optional.empty();
        if (!keepAlive || door.leaving() || multiplexed() || inputEnded && held.isEmpty()) {
            closeGently();
            return;
        }
        deadline.in(Duration.ofSeconds(door.settings().idleSeconds()));
        pump();
    }

    /** The exchange has ended before its answer had: the client can only be told by the end of the connection. */
    void abort() {
        exchange = Optional.empty();
        // With what there is of it.
        channel.flush();
        channel.close();
    }

    /** The client has turned out to speak HTTP/2. */
    void becomeStreams() {
        deadline.never();
        leave();
        Streams.serve(door, channel, secure);
        handOn();
    }

    /**
     * From here on bytes are not messages any more: {@code handler} takes them. What was read already it gets by
     * {@link #handOn}.
     */
    void becomeTunnel(ChannelInboundHandlerAdapter handler) {
        exchange = Optional.empty();
        deadline.never();
        releaseHeld();
        channel.pipeline().addLast(handler);
        leave();
    }

    private void leave() {
        channel.pipeline().remove(this);
        wire.ifPresent(own -> channel.pipeline().remove(own.encoder()));
    }

    /** What was read and not understood as messages goes to whoever comes next. */
    void handOn() {
        wire.ifPresent(own -> channel.pipeline().remove(own.decoder()));
    }

    /**
     * Closes once the client has what was written. What it still sends is read and forgotten for a while: a close with
     * something unread would take the answer away from it.
     */
    void closeGently() {
        closing = true;
        exchange = Optional.empty();
        releaseHeld();
        if (multiplexed()) {
            // A stream closes by itself once both sides have ended it; a client that does not is not waited for.
            channel.flush();
            deadline.in(Duration.ofSeconds(door.settings().bodySeconds()));
            channel.read();
            return;
        }
        door.partsWith(channel);
        boolean plain = !secure && !inputEnded;
        if (!plain) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
            door.partedFrom(channel);
            ((SocketChannel) channel).shutdownOutput();
        });
        deadline.in(LINGER);
        channel.read();
    }

    private void releaseHeld() {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
    }

    private void late() {
        if (exchange.isPresent()) {
            exchange.get().late();
        } else if (!closing && midHead()) {
            refuseUnread(new Refusal(HttpResponseStatus.REQUEST_TIMEOUT, "the request did not arrive in time"));
        } else {
            channel.close();
        }
    }
}
