package dev.rune.plugin.expose;

import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Listens at an address, and goes on trying while that cannot be had. */
final class Listener implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Listener.class.getName());
    private static final int AGAIN_SECONDS = 1;

    private final Loops loops;
    private final ListenAddress address;
    private final Consumer<SocketChannel> accepted;
    private Optional<Channel> channel = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private boolean closed;

    /** Begins to listen, and returns once it does or it is known why not. */
    Listener(Loops loops, ListenAddress address, Consumer<SocketChannel> accepted) {
        this.loops = loops;
        this.address = address;
        this.accepted = accepted;
        listen();
    }

    private synchronized void listen() {
        if (closed) {
            return;
        }
        try {
            channel = Optional.of(loops.listen(address, accepted));
            trouble.ifPresent(_ -> LOGGER.log(Level.INFO, "listens at {0}", address));
            trouble = Optional.empty();
        } catch (BindException e) {
            if (trouble.isEmpty()) {
                LOGGER.log(Level.WARNING, e.getMessage());
            }
            trouble = Optional.of(String.valueOf(e.getMessage()));
            again();
        }
    }

    private void again() {
        // A loop may not wait for another, which a bind does.
        loops.any().schedule(() -> Thread.ofVirtual().start(this::listen), AGAIN_SECONDS, TimeUnit.SECONDS);
    }

    /** Why it does not listen. */
    synchronized Optional<String> trouble() {
        return trouble;
    }

    /** The port it listens at; 0 where it does not. */
    synchronized int port() {
        return channel.map(own -> ((InetSocketAddress) own.localAddress()).getPort()).orElse(0);
    }

    @Override
    public synchronized void close() {
        closed = true;
        channel.ifPresent(own -> own.close().awaitUninterruptibly());
    }
}
