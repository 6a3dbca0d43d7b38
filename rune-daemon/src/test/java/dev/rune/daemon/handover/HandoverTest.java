package dev.rune.daemon.handover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spi.ListeningSockets.LeftSocket;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A socket that listens and was left")
class HandoverTest {
    private static final String SELF = Long.toString(ProcessHandle.current().pid());

    private Handover handover;
    private InetSocketAddress address;
    private int file;

    /** Leaves a socket, one on which calls wait, whose owner has closed it. */
    @BeforeEach
    void leave() throws IOException {
        try (var owner = listening()) {
            address = (InetSocketAddress) owner.getLocalAddress();
            file = Posix.duplicate(fileOf(owner), 3);
            assertTrue(waits(file));
            handover = left("RUNE_LEFT_FILES");
        }
    }

    private static ServerSocketChannel listening() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static int fileOf(ServerSocketChannel channel) throws IOException {
        var where = Optional.of((InetSocketAddress) channel.getLocalAddress());
        return Posix.openFiles().stream().filter(file -> Posix.listensAt(file).equals(where)).findFirst().orElseThrow();
    }

    private Handover left(String variable) {
        return Handover.received(Map.of("RUNE_FOLLOWS_PID", SELF, variable, Integer.toString(file)));
    }

    private static boolean waits(int descriptor) throws IOException {
        String flags = Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor)).stream()
                .filter(line -> line.startsWith("flags:")).findFirst().orElseThrow();
        return (Integer.parseInt(flags.substring(6).strip(), 8) & 04000) == 0;
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
    @DisplayName("holds up no event loop, and as a channel waits for who comes all the same")
    void waitsOnlyAsAChannel() throws Exception {
        LeftSocket left = handover.at(address).orElseThrow();
        assertFalse(waits(left.descriptor()));
        try (ServerSocketChannel next = left.channel();
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var thread = Executors.newSingleThreadExecutor()) {
            for (var executor : List.of(thread, threads)) {
                var accepted = executor.submit(next::accept);
                new Socket(address.getAddress(), address.getPort()).close();
                accepted.get(60, TimeUnit.SECONDS).close();
            }
        }
    }

    @Test
    @DisplayName("is kept where a service manager has given it, for whoever asks while nobody else serves it")
    void isKept() throws IOException {
        var keeper = left("RUNE_GIVEN_FILES");
        try {
            keeper.closeUnasked();
            for (int i = 0; i < 2; i++) {
                try (var early = new Socket(address.getAddress(), address.getPort())) {
                    early.getOutputStream().write('x');
                    try (ServerSocketChannel next = keeper.at(address).orElseThrow().channel();
                            SocketChannel accepted = next.accept()) {
                        assertEquals('x', accepted.socket().getInputStream().read());
                        assertTrue(keeper.at(address).isEmpty());
                    }
                }
            }
            keeper.closeUnasked();
            new Socket(address.getAddress(), address.getPort()).close();
        } finally {
            // Which closes the only one there is.
            left("RUNE_LEFT_FILES").closeUnasked();
        }
    }

    @Test
    @DisplayName("goes on to the next program: asked for, not yet asked for, and a service manager's by its own number")
    void goesOn(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("output");
        String classes = Stream.of(System.getProperty("jdk.module.path", ""), System.getProperty("java.class.path"),
                Path.of("target", "test-classes").toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", classes, Passing.class.getName(), "-c", """
                        echo given $(readlink /proc/$$/fd/$RUNE_GIVEN_FILES)
                        for file in $(echo $RUNE_LEFT_FILES | tr , ' '); do
                            echo left $(readlink /proc/$$/fd/$file)
                        done
                        ls /proc/$$/fd/ | grep -cvE '^[012]$'
                        """).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        process.getOutputStream().close();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        List<String> lines = Files.readAllLines(output);
        assertEquals(7, lines.size(), lines::toString);
        assertEquals(Set.copyOf(lines.subList(0, 3)), Set.copyOf(lines.subList(3, 6)), lines::toString);
        assertEquals("3", lines.getLast(), "what is open");
    }

    /** A daemon, as far as sockets go, that becomes a shell with the words given. */
    static final class Passing {
        private Passing() {}

        public static void main(String[] script) throws IOException {
            try (var asked = listening()) {
                int givenFile = abandoned();
                int leftFile = abandoned();
                System.out.println("given " + target(givenFile));
                System.out.println("left " + target(leftFile));
                System.out.println("left " + target(fileOf(asked)));
                var handover = Handover.received(Map.of("RUNE_FOLLOWS_PID", SELF, "RUNE_GIVEN_FILES",
                        Integer.toString(givenFile), "RUNE_LEFT_FILES", Integer.toString(leftFile)));
                handover.at((InetSocketAddress) asked.getLocalAddress());
                handover.hold();
                handover.pass(Path.of("/bin/sh"), script.length);
            }
        }

        private static int abandoned() throws IOException {
            try (var owner = listening()) {
                return Posix.duplicate(fileOf(owner), 3);
            }
        }

        private static Path target(int file) throws IOException {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + file));
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
        String number = Integer.toString(file);
        var other = Handover.received(Map.of("LISTEN_PID", "1", "LISTEN_FDS", Integer.toString(file - 2),
                "RUNE_FOLLOWS_PID", "1", "RUNE_LEFT_FILES", number, "RUNE_GIVEN_FILES", number));
        assertFalse(other.follows());
        assertTrue(other.at(address).isEmpty());
    }

    private void assertRefused() {
        assertThrows(ConnectException.class, () -> new Socket(address.getAddress(), address.getPort()).close());
    }
}
