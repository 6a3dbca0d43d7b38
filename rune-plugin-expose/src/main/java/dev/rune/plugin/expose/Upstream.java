package dev.rune.plugin.expose;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.Optional;

/** A connection to an instance: hands what arrives to the exchange it is used for. */
final class Upstream extends ChannelInboundHandlerAdapter {
    private final Channel channel;
    private final ResponseDecoder decoder;
    private Optional<Exchange> exchange = Optional.empty();
    private long idleSince;

    Upstream(Channel channel, ResponseDecoder decoder) {
        this.channel = channel;
        this.decoder = decoder;
    }

    Channel channel() {
        return channel;
    }

    /**
     * From here on bytes are not messages any more: {@code handler} takes them. What was read already it gets by
     * {@link #handOn}.
     */
    void becomeTunnel(ChannelInboundHandler handler) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(handler);
        pipeline.remove(HttpRequestEncoder.class);
        pipeline.remove(this);
    }

    /** What came right behind the last message goes to whoever comes next. */
    void handOn() {
        channel.pipeline().remove(decoder);
    }

    /** From here on it belongs to {@code user}. */
    void attach(Exchange user, boolean head) {
        exchange = Optional.of(user);
        decoder.next(head);
    }

    /** From here on it belongs to nobody; whatever still comes means that it is of no more use. */
    void detach() {
        exchange = Optional.empty();
    }

    void idle() {
        detach();
        decoder.idle();
        idleSince = System.nanoTime();
        // Otherwise nobody would see it close.
        channel().read();
    }

    Duration idleFor() {
        return Duration.ofNanos(System.nanoTime() - idleSince);
    }

    boolean usable() {
        return channel().isActive();
    }

    /** Whether nothing came behind the last answer, which somebody could take for the answer to the next request. */
    boolean drained() {
        return decoder.drained();
    }

    void close() {
        detach();
        channel().close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (exchange.isEmpty()) {
            ReferenceCountUtil.release(message);
            ctx.close();
            return;
        }
        Exchange user = exchange.get();
        if (message instanceof HttpResponse response) {
            user.response().head(response);
        }
        if (message instanceof HttpContent content) {
            user.response().content(content);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        exchange.ifPresent(user -> user.response().readComplete());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        exchange.ifPresent(user -> user.request().writable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        exchange.ifPresent(Exchange::upstreamClosed);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
