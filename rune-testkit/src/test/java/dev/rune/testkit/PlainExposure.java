package dev.rune.testkit;

import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.exposure.Exposure;
import dev.rune.kernel.spi.exposure.Latencies;
import dev.rune.kernel.spi.exposure.RouteReport;
import dev.rune.kernel.spi.exposure.RouteTable;
import dev.rune.kernel.spi.exposure.RouteTable.Route;
import dev.rune.kernel.spi.exposure.RouteTable.Upstream;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * An exposure of one route for requests without a body, with a thread for each connection. It keeps the contract; its
 * methods are there to be overridden by one that does not. All state is guarded by this.
 */
class PlainExposure implements Exposure {
    private static final Duration REST = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofMillis(50);

    private final Map<InstanceId, List<PlainExchange>> underWay = new HashMap<>();
    /** How often each instance has left. */
    private final Map<InstanceId, Integer> departures = new HashMap<>();
    private final Map<InstanceId, Long> restsUntil = new HashMap<>();
    /** Connections of clients that have had an answer and have not asked again. */
    private final Set<Socket> kept = new HashSet<>();
    private RouteTable table = RouteTable.EMPTY;
    private Optional<ServerSocket> listener = Optional.empty();
    private Thread accepting = Thread.ofVirtual().unstarted(() -> {});
    private Optional<String> trouble = Optional.empty();
    private boolean closed;
    private long requests;
    private long upstreamErrors;
    private int inFlight;
    private long nanos;

    @Override
    public synchronized void apply(RouteTable next) {
        List<Route> before = table.routes();
        table = next;
        for (Route old : before) {
            for (Upstream upstream : old.upstreams()) {
                if (ready().stream().noneMatch(own -> own.instance().equals(upstream.instance()))) {
                    left(upstream.instance(), drain(old));
                }
            }
        }
        notifyAll();
        if (listener.isEmpty() && !next.routes().isEmpty()) {
            listen(next.routes().getFirst().port());
        }
    }

    /** Whoever may get requests. */
    final synchronized List<Upstream> ready() {
        return table.routes().stream().flatMap(route -> route.upstreams().stream()).toList();
    }

    Duration drain(Route route) {
        return route.drain();
    }

    private synchronized void left(InstanceId instance, Duration drain) {
        int departure = departures.merge(instance, 1, Integer::sum);
        after(drain, () -> drained(instance, departure));
    }

    /** The time of an instance that left for the {@code departure}th time is over. */
    synchronized void drained(InstanceId instance, int departure) {
        if (departures.get(instance) == departure
                && ready().stream().noneMatch(own -> own.instance().equals(instance))) {
            underWay(instance).stream().filter(PlainExchange::endless).forEach(PlainExchange::end);
        }
    }

    final synchronized List<PlainExchange> underWay(InstanceId instance) {
        return List.copyOf(underWay.getOrDefault(instance, List.of()));
    }

    /** Forgets what is under way. */
    final synchronized void forgetUnderWay() {
        underWay.clear();
    }

    /** Forgets what was done. */
    final synchronized void forgetCounts() {
        requests = 0;
        nanos = 0;
    }

    /** Closes the connections of clients that wait for nothing. */
    final synchronized void closeKept() throws IOException {
        for (Socket client : kept) {
            client.close();
        }
    }

    /** Begins to listen, now or as soon as that is possible. */
    synchronized void listen(int port) {
        if (closed || listener.isPresent()) {
            return;
        }
        try {
            var socket = new ServerSocket(port, 512, InetAddress.getLoopbackAddress());
            listener = Optional.of(socket);
            trouble = Optional.empty();
            accepting = Thread.ofVirtual().start(() -> accept(socket));
        } catch (IOException e) {
            trouble = Optional.of("port " + port + ": " + e.getMessage());
            again(port);
        }
    }

    /** Sees to it that the port is tried again. */
    void again(int port) {
        after(AGAIN, () -> listen(port));
    }

    private static void after(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS).execute(task);
    }

    private void accept(ServerSocket socket) {
        try {
            while (true) {
                Socket client = socket.accept();
                if (socket.isClosed()) {
                    client.close();
                    return;
                }
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException _) {
            // It was closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            for (String head = PlainExchange.head(client.getInputStream()); !head.isEmpty(); head = PlainExchange
                    .head(client.getInputStream())) {
                forget(client);
                answer(client, head);
            }
        } catch (IOException _) {
            // The client or the instance has gone.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            forget(client);
        }
    }

    private synchronized void forget(Socket client) {
        kept.remove(client);
    }

    /** Answers one request. */
    void answer(Socket client, String head) throws IOException, InterruptedException {
        long began = System.nanoTime();
        begun();
        try {
            Optional<PlainExchange> exchange = enter(client, began);
            while (exchange.isPresent() && !exchange.get().reach()) {
                leave(exchange.get());
                unreachable(exchange.get().instance());
                exchange = another(client, began);
            }
            if (exchange.isEmpty()) {
                refuse(client);
                return;
            }
            try {
                exchange.get().pass(head);
            } finally {
                leave(exchange.get());
            }
        } finally {
            ended(client, System.nanoTime() - began);
        }
    }

    static void refuse(Socket client) throws IOException {
        PlainExchange.write(client, "HTTP/1.1 503 None Ready\r\nContent-Length: 0\r\n\r\n");
    }

    /** Somebody else where an instance could not be reached. */
    Optional<PlainExchange> another(Socket client, long began) throws InterruptedException {
        return enter(client, began);
    }

    /** How long requests wait for an instance. */
    Duration patience() {
        return Duration.ofSeconds(5);
    }

    private synchronized Optional<PlainExchange> enter(Socket client, long began) throws InterruptedException {
        while (true) {
            long now = System.nanoTime();
            List<Upstream> able = ready().stream()
                    .filter(own -> welcome(own.instance()) && now - restsUntil.getOrDefault(own.instance(), now) >= 0)
                    .toList();
            if (!able.isEmpty()) {
                Upstream chosen = choose(able);
                var exchange = new PlainExchange(client, chosen);
                underWay.computeIfAbsent(chosen.instance(), _ -> new ArrayList<>()).add(exchange);
                return Optional.of(exchange);
            }
            if (now - began >= patience().toNanos()) {
                return Optional.empty();
            }
            wait(10);
        }
    }

    /** Whether an instance of the table gets requests. */
    boolean welcome(InstanceId instance) {
        return true;
    }

    /** One of those that can be reached. */
    Upstream choose(List<Upstream> able) {
        List<Upstream> mixed = new ArrayList<>(able);
        Collections.shuffle(mixed, ThreadLocalRandom.current());
        return Collections.min(mixed, Comparator.comparingInt(own -> inFlight(own.instance())));
    }

    private synchronized void leave(PlainExchange exchange) {
        underWay.getOrDefault(exchange.instance(), new ArrayList<>()).remove(exchange);
    }

    synchronized void unreachable(InstanceId instance) {
        upstreamErrors++;
        rest(instance);
    }

    final synchronized void rest(InstanceId instance) {
        restsUntil.put(instance, System.nanoTime() + REST.toNanos());
    }

    private synchronized void begun() {
        inFlight++;
    }

    private synchronized void ended(Socket client, long took) {
        kept.add(client);
        inFlight--;
        requests++;
        nanos += took;
    }

    @Override
    public synchronized int inFlight(InstanceId instance) {
        return underWay(instance).size();
    }

    @Override
    public synchronized List<RouteReport> report() {
        return table.routes().stream().map(Route::service).map(this::report).toList();
    }

    private synchronized RouteReport report(ServiceRef service) {
        List<Long> counts = new ArrayList<>(Collections.nCopies(Latencies.REQUESTS.size() + 1, 0L));
        counts.set(0, requests);
        return new RouteReport(service, requests, Map.of(), upstreamErrors, inFlight,
                new Latencies(Latencies.REQUESTS, counts, Duration.ofNanos(nanos)), trouble);
    }

    @Override
    public void close() {
        Thread accepted = stopListening();
        try {
            // Until then it may accept one more.
            accepted.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Thread stopListening() {
        closed = true;
        table = RouteTable.EMPTY;
        try {
            if (listener.isPresent()) {
                listener.get().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return accepting;
    }
}
