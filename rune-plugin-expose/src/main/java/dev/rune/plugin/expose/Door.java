package dev.rune.plugin.expose;

import dev.rune.plugin.expose.IngressSettings.Ingress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** What the connections of one front door have in common. */
final class Door {
    private static final long FIRST_REQUEST_NANOS = Duration.ofSeconds(1).toNanos();

    private final Ingress settings;
    private final Loops loops;
    private final Optional<Certificate> certificate;
    private final Map<EventExecutor, UpstreamPool> pools = new IdentityHashMap<>();
    /** Connections of clients, without those that have been given their last answer. */
    private final ChannelGroup clients;
    /** Those whose last answer has not left yet. */
    private final ChannelGroup parting;
    /** Answers that count for no route, by their status. Counted by all event loops. */
    private final Map<Integer, LongAdder> unrouted = new ConcurrentHashMap<>();
    /** Written by whoever applies tables. */
    private volatile Ways ways = Ways.NONE;
    /** Written once. */
    private volatile boolean leaving;

    Door(Ingress settings, Loops loops, Optional<Certificate> certificate) {
        this.settings = settings;
        this.loops = loops;
        this.certificate = certificate;
        clients = new DefaultChannelGroup(loops.any());
        parting = new DefaultChannelGroup(loops.any());
        for (EventLoop loop : loops.all()) {
            pools.put(loop, new UpstreamPool(loop, loops.client()));
        }
    }

    Ingress settings() {
        return settings;
    }

    Ways ways() {
        return ways;
    }

    void ways(Ways next) {
        ways = next;
    }

    /** A request was answered with {@code status} and counts for no route. */
    void unrouted(int status) {
        unrouted.computeIfAbsent(status, _ -> new LongAdder()).increment();
    }

    /** How many answers count for no route, by their status. */
    Map<Integer, Long> unrouted() {
        return unrouted.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().sum()));
    }

    /** The idle connections to instances that belong to {@code loop}. */
    UpstreamPool pool(EventExecutor loop) {
        return Objects.requireNonNull(pools.get(loop));
    }

    /** Closes idle connections to an instance that has left, and after {@code drain} what would go on for ever. */
    void retired(Target target, Duration drain) {
        pools.forEach((loop, pool) -> loop.execute(() -> pool.closeAll(target)));
        loops.any().schedule(target.drain(), drain.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whether requests without TLS are sent to where it is: only where it can be served. */
    boolean redirects() {
        return settings.redirect() && certificate.flatMap(Certificate::context).isPresent();
    }

    /** A connection was accepted. */
    void meets(SocketChannel channel) {
        clients.add(channel);
    }

    /** A connection has been given its last answer. */
    void partsWith(Channel channel) {
        parting.add(channel);
        clients.remove(channel);
    }

    /** The last answer of a connection has left, and it only waits for its client to see that. */
    void partedFrom(Channel channel) {
        parting.remove(channel);
    }

    /** Whether connections are to be closed after their next answer. */
    boolean leaving() {
        return leaving;
    }

    /**
     * Brings everything to its end, once nothing is accepted any more: what is under way within the time for it, what
     * would go on for ever at once. Connections on which there was nothing yet get a moment for their first request.
     */
    void leave(Targets targets) {
        leaving = true;
        loops.settle();
        clients.forEach(channel -> channel.eventLoop().execute(() -> leave(channel)));
        targets.end();
        long began = System.nanoTime();
        Quiet.await(Duration.ofSeconds(settings.endSeconds()).toNanos(), () -> parting.isEmpty() && (clients.isEmpty()
                || System.nanoTime() - began >= FIRST_REQUEST_NANOS
                        && ways.all().stream().allMatch(way -> way.tally().inFlight() == 0)));
    }

    private void leave(Channel channel) {
        if (channel.pipeline().get(Http2ConnectionHandler.class) != null) {
            // Says which streams it will still answer, and waits until their answers have left.
            partsWith(channel);
            channel.close();
        } else {
            channel.pipeline().fireUserEventTriggered(Leaving.NOW);
        }
    }

    /** Makes a server of a connection that was accepted. */
    void serve(SocketChannel channel, boolean secure) {
        var decoder = new RequestDecoder(settings.maxHeaderBytes());
        var encoder = new ResponseEncoder();
        var front = new Front(this, channel, Optional.of(new Front.Wire(decoder, encoder)), secure);
        if (!secure) {
            // With TLS it was agreed on before.
            decoder.onPreface(front::becomeStreams);
        }
        channel.pipeline().addLast(decoder, encoder, front);
    }

    /** Makes a server of a connection that was accepted and begins with a handshake. */
    void serveSecurely(SocketChannel channel, Certificate certificate) {
        Optional<SslContext> context = certificate.context();
        if (context.isEmpty()) {
            channel.close();
            return;
        }
        var tls = context.get().newHandler(channel.alloc());
        tls.setHandshakeTimeout(settings.headSeconds(), TimeUnit.SECONDS);
        channel.pipeline().addLast(tls, new Negotiation(this));
        channel.read();
    }

    /** What connections to instances are set to. */
    static void configure(Channel channel) {
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(32 * 1024, 128 * 1024));
    }
}
