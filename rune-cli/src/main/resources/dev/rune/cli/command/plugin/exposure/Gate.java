package @package@;

import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.exposure.Latencies;
import dev.rune.kernel.spi.exposure.RouteReport;
import dev.rune.kernel.spi.exposure.RouteTable.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The port of one service: accepts connections and finds an instance for each. Safe for use by many threads. */
final class @Name@Gate {
    /** Where it listens. Only this host can connect; say {@code new InetSocketAddress(port)} for everybody. */
    private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CONNECT_MILLIS = 3000;
    private static final int AGAIN_MILLIS = 50;

    private final int port;
    private final Set<@Name@Connection> open;
    private final ScheduledExecutorService timer;
    /** Written by {@link #lead}. */
    private volatile List<Upstream> upstreams = List.of();
    // What follows is guarded by this object's lock.
    private Optional<ServerSocket> listener = Optional.empty();
    private String trouble = "";
    private boolean closed;
    private int turn;
    private int inFlight;
    private long errors;
    private Duration sum = Duration.ZERO;
    private final List<Long> counts = new ArrayList<>(Latencies.NONE.counts());

    @Name@Gate(int port, Set<@Name@Connection> open, ScheduledExecutorService timer) {
        this.port = port;
        this.open = open;
        this.timer = timer;
        listen();
    }

    int port() {
        return port;
    }

    /** From now on connections go to {@code next} and nobody else; those that wait are given somebody. */
    synchronized void lead(List<Upstream> next) {
        upstreams = next;
        notifyAll();
    }

    /** A port that is taken is tried again until it is free. */
    private synchronized void listen() {
        if (closed) {
            return;
        }
        try {
            ServerSocket socket = new ServerSocket();
            try {
                socket.bind(new InetSocketAddress(ADDRESS, port), 512);
            } catch (IOException e) {
                socket.close();
                throw e;
            }
            listener = Optional.of(socket);
            trouble = "";
            Thread.ofVirtual().name("@name@ accepts at " + port).start(() -> accept(socket));
        } catch (IOException e) {
            trouble = "port " + port + " cannot be listened on: " + e.getMessage();
            timer.schedule(this::listen, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().name("@name@ serves at " + port).start(() -> serve(client));
            } catch (IOException e) {
                // Closed; or one client had gone before it was accepted; or there are no files left, and still none at once.
                if (!socket.isClosed()) {
                    LockSupport.parkNanos(Duration.ofMillis(AGAIN_MILLIS).toNanos());
                }
            }
        }
    }

    private void serve(Socket client) {
        long began = System.nanoTime();
        begun();
        try (client) {
            Optional<@Name@Connection> connection = connect(client, began + PATIENCE.toNanos());
            if (connection.isPresent()) {
                connection.get().relay();
            }
        } catch (IOException e) {
            // The client is gone, or loses its connection with this.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended(Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /** A connection to an instance; empty where there is none in time. Who cannot be reached is tried last. */
    private Optional<@Name@Connection> connect(Socket client, long deadline) throws InterruptedException {
        Set<Upstream> unreachable = new HashSet<>();
        while (System.nanoTime() < deadline && !isClosed()) {
            Optional<Upstream> next = next(unreachable);
            if (next.isEmpty()) {
                unreachable.clear();
                rest();
                continue;
            }
            @Name@Connection connection = new @Name@Connection(client, next.get().instance(), open);
            // It counts before it is looked whether it may be: so nothing is under way that nobody knows of.
            if (upstreams.contains(next.get())) {
                try {
                    connection.connect(new InetSocketAddress(next.get().endpoint().host(),
                            next.get().endpoint().port()), CONNECT_MILLIS);
                    return Optional.of(connection);
                } catch (IOException e) {
                    failed();
                }
            }
            connection.forget();
            unreachable.add(next.get());
        }
        return Optional.empty();
    }

    /** Whoever has the least under way; of several the next in turn. */
    private synchronized Optional<Upstream> next(Set<Upstream> without) {
        List<Upstream> now = upstreams;
        List<Upstream> candidates = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            candidates.add(now.get(Math.floorMod(turn + i, now.size())));
        }
        turn++;
        return candidates.stream().filter(upstream -> !without.contains(upstream)).min(Comparator.comparingLong(
                upstream -> open.stream().filter(it -> it.leadsTo(upstream.instance())).count()));
    }

    /** Until there is another table, or a moment later. */
    private synchronized void rest() throws InterruptedException {
        if (!closed) {
            wait(AGAIN_MILLIS);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void begun() {
        inFlight++;
    }

    private synchronized void failed() {
        errors++;
    }

    private synchronized void ended(Duration took) {
        inFlight--;
        sum = sum.plus(took);
        int place = 0;
        while (place < Latencies.REQUESTS.size() && took.compareTo(Latencies.REQUESTS.get(place)) > 0) {
            place++;
        }
        counts.set(place, counts.get(place) + 1);
    }

    synchronized RouteReport report(ServiceRef service) {
        Latencies latencies = new Latencies(Latencies.REQUESTS, counts, sum);
        return new RouteReport(service, latencies.count(), Map.of(), errors, inFlight, latencies,
                Optional.of(trouble).filter(text -> !text.isEmpty()));
    }

    /** Listens no more; what is under way goes on. */
    synchronized void close() {
        closed = true;
        notifyAll();
        if (listener.isPresent()) {
            try {
                listener.get().close();
            } catch (IOException e) {
                // Nobody listens there any more either way.
            }
        }
    }
}
