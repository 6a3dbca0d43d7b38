package dev.rune.daemon.handover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spi.ListeningSockets.LeftSocket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A socket that listens and was left")
class HandoverTest {
    private final Handover handover = Handover.received(Map.of());
    private InetSocketAddress address;

    /** Leaves a socket whose owner has closed it. */
    @BeforeEach
    void leave() throws IOException {
        try (var owner = ServerSocketChannel.open()) {
            owner.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            address = (InetSocketAddress) owner.getLocalAddress();
            int file = Posix.openFiles().stream()
                    .filter(each -> Posix.listensAt(each).equals(Optional.of(address))).findFirst().orElseThrow();
            handover.receive(Posix.duplicate(file, 3));
        }
    }

    @AfterEach
    void close() {
        handover.closeUnasked();
    }

    @Test
    @DisplayName("keeps connections that come while nobody serves them, and its new owner gets them")
    void isServedByTheNext() throws IOException {
        try (var early = new Socket(address.getAddress(), address.getPort())) {
            early.getOutputStream().write('x');
            LeftSocket left = handover.at(address).orElseThrow();
            try (ServerSocketChannel next = left.channel(); SocketChannel accepted = next.accept()) {
                assertEquals('x', accepted.socket().getInputStream().read());
            }
            assertRefused();
        }
    }

    @Test
    @DisplayName("is given once, and only to whoever asks for its address")
    void isGivenOnce() throws IOException {
        assertTrue(handover.at(new InetSocketAddress(address.getAddress(), 1)).isEmpty());
        assertTrue(handover.at(new InetSocketAddress(address.getPort())).isEmpty());
        LeftSocket left = handover.at(address).orElseThrow();
        assertTrue(handover.at(address).isEmpty());
        Posix.close(left.descriptor());
        assertRefused();
    }

    @Test
    @DisplayName("is closed where nobody asks for it")
    void isClosed() {
        handover.closeUnasked();
        assertRefused();
    }

    @Test
    @DisplayName("is not taken from a variable that was meant for another process")
    void isNotTakenFromOthers() {
        var other = Handover.received(Map.of("LISTEN_PID", "1", "LISTEN_FDS", "4", "RUNE_FOLLOWS_PID", "1",
                "RUNE_LEFT_FILES", "3,4"));
        assertFalse(other.follows());
        assertTrue(other.at(address).isEmpty());
    }

    private void assertRefused() {
        assertThrows(ConnectException.class, () -> new Socket(address.getAddress(), address.getPort()).close());
    }
}
