package dev.rune.kernel.spi;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;

/**
 * Sockets that go on listening while the daemon is restarted as planned: connections that come meanwhile wait in the
 * system's queue and are served by the next daemon. Safe for use by many threads. Status: evolving since 0.1.
 */
public interface ListeningSockets {
    /** Nothing was left, and nothing will be. */
    ListeningSockets NONE = _ -> Optional.empty();

    /**
     * Asked before listening at {@code address}: gives the socket that the daemon before has left listening there, at
     * most once, or a service manager's, as often as nobody in this process serves it. Where there is none, the caller makes one. Whatever this process listens with at {@code address} when a
     * planned restart comes, is left to the next daemon; its maker closes it as ever.
     */
    Optional<LeftSocket> at(InetSocketAddress address);

    /** A socket that listens already. Its new owner uses one of the two, and closes that. */
    interface LeftSocket {
        /** Its file descriptor. It does not block. */
        int descriptor();

        /**
         * A channel on it, in blocking mode. The channel does not know its local address: it tells another one.
         *
         * @throws IOException when none can be made; the socket is closed then
         */
        ServerSocketChannel channel() throws IOException;
    }
}
