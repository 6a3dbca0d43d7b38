package dev.rune.daemon.handover;

import dev.rune.kernel.spi.ListeningSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is left by one daemon to the next. A planned restart is the same process becoming another program: whoever watches
 * over it notices nothing, its children stay its children, and sockets that listen stay open. The next one is told their
 * numbers by a variable. What a service manager gives, by {@code LISTEN_PID} and {@code LISTEN_FDS}, is taken in the same
 * way, but is kept for as long as the process lives: nobody here could open it again. Safe for use by many threads.
 */
public final class Handover implements ListeningSockets {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    /** Says to a daemon that it follows another one in the process of this number. */
    private static final String FOLLOWS = "RUNE_FOLLOWS_PID";
    /** Which files that one has left; and which it was given by a service manager. */
    private static final String LEFT = "RUNE_LEFT_FILES";
    private static final String GIVEN = "RUNE_GIVEN_FILES";
    private static final String LISTEN_PID = "LISTEN_PID";
    private static final String LISTEN_FDS = "LISTEN_FDS";
    /** After the standard ones, and the first that a service manager gives. */
    private static final int FIRST_FILE = 3;
    /** Beyond what a shell takes for itself. */
    private static final int ASIDE = 512;

    private final boolean follows;
    /** Guarded by this: what nobody has asked for yet. */
    private final List<Left> left = new ArrayList<>();
    /** Guarded by this: a service manager's, which are never given away: copies are. */
    private final List<Left> given = new ArrayList<>();
    /** Guarded by this: where this process listens, or would. */
    private final Set<Place> asked = new HashSet<>();
    /** Guarded by this: what the next one gets. */
    private final List<Integer> held = new ArrayList<>();

    /** Where something listens: an address, or every one of the host. */
    private record Place(Optional<InetAddress> host, int port) {
        static Place of(InetSocketAddress address) {
            return new Place(Optional.ofNullable(address.getAddress()).filter(host -> !host.isAnyLocalAddress()),
                    address.getPort());
        }

        @Override
        public String toString() {
            return host.map(InetAddress::getHostAddress).orElse("") + ":" + port;
        }
    }

    private record Left(Place place, int descriptor) implements LeftSocket {
        @Override
        public ServerSocketChannel channel() throws IOException {
            // Any listening channel will do: its socket is put aside and this one takes its number.
            ServerSocketChannel channel = ServerSocketChannel.open();
            boolean done = false;
            try {
                channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
                Place other = Place.of((InetSocketAddress) channel.getLocalAddress());
                int number = Posix.openFiles().stream()
                        .filter(file -> Posix.listensAt(file).map(Place::of).equals(Optional.of(other))).findFirst()
                        .orElseThrow(() -> new IOException("the socket at " + other + " is not found"));
                done = Posix.replace(descriptor, number);
                if (!done) {
                    throw new IOException("the socket at " + place + " cannot be taken over");
                }
                return channel;
            } finally {
                Posix.close(descriptor);
                if (!done) {
                    channel.close();
                }
            }
        }
    }

    private Handover(boolean follows) {
        this.follows = follows;
    }

    /**
     * What was left to this process, according to its {@code environment}. Asked for once, before anything else is
     * started: children that are there now were another daemon's, and are taken leave of when they end.
     */
    public static Handover received(Map<String, String> environment) {
        String self = Long.toString(ProcessHandle.current().pid());
        var handover = new Handover(self.equals(environment.get(FOLLOWS)));
        if (handover.follows) {
            ProcessHandle.current().children()
                    .forEach(child -> child.onExit().thenAccept(ended -> Posix.bury(ended.pid())));
            numbers(environment, LEFT).forEach(file -> receive(file, handover.left));
            numbers(environment, GIVEN).forEach(file -> receive(file, handover.given));
        } else if (self.equals(environment.get(LISTEN_PID))) {
            int count = Integer.parseInt(environment.getOrDefault(LISTEN_FDS, "0"));
            IntStream.range(FIRST_FILE, FIRST_FILE + count).forEach(file -> receive(file, handover.given));
        }
        return handover;
    }

    private static Stream<Integer> numbers(Map<String, String> environment, String name) {
        return Stream.of(environment.getOrDefault(name, "").split(",")).filter(number -> !number.isEmpty())
                .map(Integer::valueOf);
    }

    private static void receive(int file, List<Left> into) {
        Posix.hide(file);
        Posix.listensAt(file).map(Place::of).ifPresentOrElse(place -> {
            // A service manager's may wait, which would hold up an event loop.
            Posix.unblock(file);
            into.add(new Left(place, file));
        }, () -> {
            LOG.warn("file {}, which was left to this process, is no socket that listens; it is closed", file);
            Posix.close(file);
        });
    }

    /** Whether this process was another daemon before. */
    public boolean follows() {
        return follows;
    }

    @Override
    public synchronized Optional<LeftSocket> at(InetSocketAddress address) {
        Place place = Place.of(address);
        asked.add(place);
        Optional<Left> found = left.stream().filter(socket -> socket.place().equals(place)).findFirst();
        found.ifPresent(left::remove);
        return found.or(() -> copy(place)).map(LeftSocket.class::cast);
    }

    /** Of what was given for {@code place}, unless somebody in this process serves it: two would share its clients. */
    private Optional<Left> copy(Place place) {
        List<Integer> kept = given.stream().map(Left::descriptor).toList();
        if (Posix.openFiles().stream().filter(file -> !kept.contains(file)).anyMatch(file -> listensAt(file, place))) {
            return Optional.empty();
        }
        return given.stream().filter(socket -> socket.place().equals(place)).findFirst()
                .map(socket -> Posix.duplicate(socket.descriptor(), FIRST_FILE)).filter(file -> file >= 0)
                .map(file -> new Left(place, file));
    }

    private static boolean listensAt(int file, Place place) {
        return Posix.listensAt(file).map(Place::of).filter(place::equals).isPresent();
    }

    /**
     * Closes what nobody has asked for: it would keep clients waiting for ever. A service manager's is kept, as that one
     * listens there itself.
     */
    public synchronized void closeUnasked() {
        for (Left socket : left) {
            LOG.info("nothing is to listen at {} any more; it is closed", socket.place());
            Posix.close(socket.descriptor());
        }
        left.clear();
    }

    /**
     * Keeps open what this process listens with and was asked about by {@link #at}, also when its owners close it, and
     * what nobody has asked for yet.
     */
    public synchronized void hold() {
        Set<Place> places = new HashSet<>(asked);
        left.forEach(socket -> places.add(socket.place()));
        given.forEach(socket -> places.remove(socket.place()));
        for (int file : Posix.openFiles()) {
            Posix.listensAt(file).map(Place::of).filter(places::contains).ifPresent(place -> hold(file, place));
        }
    }

    private void hold(int file, Place place) {
        int copy = Posix.duplicate(file, ASIDE);
        if (copy >= 0) {
            held.add(copy);
        } else {
            LOG.warn(
                    "the socket at {} cannot be left to the next runed: is the limit of open files reached? Clients are"
                            + " refused until that one listens",
                    place);
        }
    }

    /**
     * Makes this process {@code program}, with the last {@code words} of its own command line, with what is held and
     * nothing else that is open. Returns only where that is not possible.
     */
    public synchronized void pass(Path program, int words) {
        List<byte[]> line = new ArrayList<>();
        line.add(program.toString().getBytes(StandardCharsets.UTF_8));
        line.addAll(lastOwnWords(words));
        Posix.openFiles().forEach(Posix::hide);
        List<Integer> kept = given.stream().map(Left::descriptor).toList();
        held.forEach(Posix::show);
        kept.forEach(Posix::show);
        Posix.setVariable(FOLLOWS, Long.toString(ProcessHandle.current().pid()));
        Posix.setVariable(LEFT, text(held));
        Posix.setVariable(GIVEN, text(kept));
        Posix.become(line);
        LOG.error("{} could not be started; sockets are closed, and this process ends", program);
    }

    private static String text(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** As bytes, because they need not be text. */
    private static List<byte[]> lastOwnWords(int count) {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc/self/cmdline"));
            List<byte[]> words = new ArrayList<>();
            int from = 0;
            for (int i = 0; i < line.length; i++) {
                if (line[i] == 0) {
                    words.add(Arrays.copyOfRange(line, from, i));
                    from = i + 1;
                }
            }
            return words.subList(words.size() - count, words.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
