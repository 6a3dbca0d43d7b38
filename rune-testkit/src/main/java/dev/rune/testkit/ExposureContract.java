package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.exposure.Exposure;
import dev.rune.kernel.spi.exposure.ExposureProvider;
import dev.rune.kernel.spi.exposure.RouteReport;
import dev.rune.kernel.spi.exposure.RouteTable;
import dev.rune.kernel.spi.exposure.RouteTable.Route;
import dev.rune.kernel.spi.exposure.RouteTable.Upstream;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every exposure must do, as numbered rules. An exposure's test extends it and says what its routes look like. What
 * is exposed are servers that speak HTTP, which also passes through an exposure that knows nothing of it.
 */
public abstract class ExposureContract {
    private static final Duration LONG = Duration.ofMinutes(10);
    /** Long enough to look at what is under way before it is over, also on a busy machine. */
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final int CLIENTS = 4;
    private static final ServiceRef SERVICE = new ServiceRef("contract", "shop");

    /** Where the exposure keeps its state. */
    @TempDir
    Path state;

    private final int port = freePort();
    // Crowds read it while tests add to it.
    private final List<ExposedServer> servers = new CopyOnWriteArrayList<>();
    private Exposure exposure;

    /** For the test of an exposure. */
    protected ExposureContract() {}

    /** The exposure's provider. */
    protected abstract ExposureProvider provider();

    /** The virtual host of its routes; empty where they have none. */
    protected abstract Optional<String> host();

    /** Whether {@code received}, what came of an endless answer, tells that the answer was brought to an end. */
    protected abstract boolean ended(String received);

    /** How long it is waited for something that has to happen. */
    Duration patience() {
        return Duration.ofSeconds(30);
    }

    @BeforeEach
    final void open() {
        exposure = provider().create(new PluginContext("contract", state, Mapping.of(Map.of("ingress",
                Mapping.of(Map.of("httpAddr", Scalar.of("127.0.0.1:" + port)))))));
    }

    @AfterEach
    final void closeAll() {
        exposure.close();
        servers.forEach(ExposedServer::release);
        servers.forEach(ExposedServer::close);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ExposedServer server(String name) {
        var server = new ExposedServer(name);
        servers.add(server);
        return server;
    }

    private static InstanceId id(ExposedServer server) {
        return new InstanceId(SERVICE.namespace(), SERVICE.name() + "-" + server.name());
    }

    private RouteTable table(Duration drain, ExposedServer... ready) {
        List<Upstream> upstreams = Arrays.stream(ready)
                .map(server -> new Upstream(id(server), new Endpoint("http", port, "127.0.0.1", server.port(), false)))
                .toList();
        return new RouteTable(
                List.of(new Route(SERVICE, host(), Optional.empty(), false, port, drain, upstreams)));
    }

    private void route(ExposedServer... ready) {
        exposure.apply(table(LONG, ready));
    }

    private ExposedClient client() throws IOException {
        return new ExposedClient(port, host().orElse("localhost"));
    }

    private String ask(String path) throws IOException {
        try (ExposedClient client = client()) {
            return client.ask(path);
        }
    }

    private void awaitIdle(ExposedServer server) {
        Await.until("nothing under way to " + server.name(), patience(), () -> exposure.inFlight(id(server)) == 0);
    }

    /** Clients that ask without a pause, each time on a new connection, until they are told to end. */
    private final class Crowd implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicInteger answered = new AtomicInteger();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final List<Thread> threads = new ArrayList<>();

        Crowd() {
            for (int i = 0; i < CLIENTS; i++) {
                threads.add(Thread.ofVirtual().start(this::run));
            }
        }

        private void run() {
            while (!over.get()) {
                try {
                    String answer = ask("/");
                    if (servers.stream().noneMatch(server -> server.name().equals(answer))) {
                        failures.add(answer);
                    }
                } catch (IOException e) {
                    failures.add(e.toString());
                }
                answered.incrementAndGet();
            }
        }

        void awaitMore(int requests) {
            int enough = answered.get() + requests;
            Await.until(requests + " more requests", patience(), () -> answered.get() >= enough);
        }

        @Override
        public void close() {
            over.set(true);
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
            assertEquals(List.of(), List.copyOf(failures));
        }
    }

    @Test
    @DisplayName("E01 every instance of a route gets requests")
    final void everyInstanceGetsRequests() throws IOException {
        route(server("a"), server("b"), server("c"));
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < 200; i++) {
            seen.add(ask("/"));
        }
        assertEquals(Set.of("a", "b", "c"), seen);
    }

    @Test
    @DisplayName("E02 an instance that has left the table gets nothing new")
    final void whoHasLeftGetsNothingNew() {
        ExposedServer leaving = server("a");
        ExposedServer staying = server("b");
        route(leaving, staying);
        try (var crowd = new Crowd()) {
            crowd.awaitMore(50);
            route(staying);
            awaitIdle(leaving);
            int before = leaving.served();
            crowd.awaitMore(200);
            assertEquals(before, leaving.served());
        }
    }

    @Test
    @DisplayName("E03 no request fails while instances come and go")
    final void noneFailsWhileInstancesComeAndGo() {
        route(server("0"));
        try (var crowd = new Crowd()) {
            for (int i = 1; i <= 20; i++) {
                ExposedServer old = servers.getLast();
                ExposedServer fresh = server(Integer.toString(i));
                route(old, fresh);
                crowd.awaitMore(20);
                route(fresh);
                awaitIdle(old);
                old.close();
            }
        }
    }

    @Test
    @DisplayName("E04 what is under way to an instance that left is counted, and finishes")
    final void whatIsUnderWayFinishes() throws IOException {
        ExposedServer leaving = server("a");
        route(leaving);
        try (ExposedClient client = client()) {
            client.send("/hold");
            Await.until("the request is there", patience(), () -> leaving.served() == 1);
            assertEquals(1, exposure.inFlight(id(leaving)));
            ExposedServer next = server("b");
            route(next);
            assertEquals(1, exposure.inFlight(id(leaving)));
            route(next, server("c"));
            assertEquals(1, exposure.inFlight(id(leaving)));
            leaving.release();
            assertEquals("a", client.answer());
        }
        awaitIdle(leaving);
    }

    @Test
    @DisplayName("E05 what does not end by itself is brought to an end after the drain, and not before")
    final void streamsAreEndedAfterTheDrain() throws IOException {
        ExposedServer leaving = server("a");
        exposure.apply(table(DRAIN, leaving));
        try (ExposedClient client = client()) {
            client.send("/stream");
            StringBuilder received = new StringBuilder();
            readUntil(client, received, "data: a");
            exposure.apply(table(DRAIN, server("b")));
            assertEquals(1, exposure.inFlight(id(leaving)));
            received.setLength(0);
            readUntil(client, received, "data: a");
            long deadline = System.nanoTime() + DRAIN.plus(patience()).toNanos();
            while (!ended(received.toString())) {
                assertTrue(System.nanoTime() - deadline < 0, "the stream goes on long after the drain");
                int next = client.read();
                assertTrue(next >= 0 || ended(received.append('\0').toString()), received::toString);
                if (next < 0) {
                    break;
                }
                received.append((char) next);
            }
        }
        awaitIdle(leaving);
    }

    private void readUntil(ExposedClient client, StringBuilder received, String wanted) throws IOException {
        while (received.indexOf(wanted) < 0) {
            int next = client.read();
            received.append(next < 0 ? '\0' : (char) next);
            assertTrue(next >= 0 && !ended(received.toString()), () -> "the stream ended after '" + received + "'");
        }
    }

    @Test
    @DisplayName("E06 an instance that is back in the table gets requests again, and what it had goes on")
    final void whoIsBackGetsRequestsAgain() throws IOException {
        ExposedServer flapping = server("a");
        exposure.apply(table(DRAIN, flapping));
        try (ExposedClient client = client()) {
            client.send("/hold");
            Await.until("the request is there", patience(), () -> flapping.served() == 1);
            exposure.apply(table(DRAIN));
            exposure.apply(table(DRAIN, flapping));
            assertEquals("a", ask("/"));
            // The drain that began when it left must not come to pass any more.
            LockSupport.parkNanos(DRAIN.plus(DRAIN.dividedBy(4)).toNanos());
            flapping.release();
            assertEquals("a", client.answer());
        }
    }

    @Test
    @DisplayName("E07 an instance that cannot be reached costs no request")
    final void whoCannotBeReachedCostsNothing() throws IOException {
        ExposedServer gone = server("a");
        gone.close();
        ExposedServer there = server("b");
        route(gone, there);
        for (int i = 0; i < 50; i++) {
            assertEquals("b", ask("/"));
        }
        assertTrue(report().upstreamErrors() > 0);
    }

    @Test
    @DisplayName("E08 requests wait for an instance where there is none")
    final void requestsWaitForAnInstance() throws IOException {
        route();
        try (ExposedClient client = client()) {
            client.send("/");
            Await.until("the request is there", patience(), () -> report().inFlight() == 1);
            route(server("a"));
            assertEquals("a", client.answer());
        }
    }

    private RouteReport report() {
        List<RouteReport> reports = exposure.report();
        assertEquals(List.of(SERVICE), reports.stream().map(RouteReport::service).toList());
        return reports.getFirst();
    }

    @Test
    @DisplayName("E09 the report tells what a route has done, also over changes of its instances")
    final void theReportTellsWhatWasDone() throws IOException {
        route(server("a"));
        assertEquals(0, report().requests());
        ask("/");
        ask("/");
        // What is counted late would otherwise be taken for what was kept.
        Await.until("two requests", patience(), () -> report().requests() == 2 && report().inFlight() == 0);
        route(server("b"));
        ask("/");
        Await.until("three requests", patience(), () -> report().requests() == 3 && report().inFlight() == 0);
        assertEquals(3, report().latencies().count());
    }

    @Test
    @DisplayName("E10 a port that is taken is told, and served once it is free")
    final void aTakenPortIsTold() throws IOException {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            route(server("a"));
            assertTrue(report().trouble().orElse("").contains(Integer.toString(port)), () -> report().toString());
        }
        Await.until("no trouble", patience(), () -> report().trouble().isEmpty());
        assertEquals("a", ask("/"));
    }

    @Test
    @DisplayName("E11 the same table again changes nothing")
    final void theSameTableChangesNothing() throws IOException {
        ExposedServer server = server("a");
        route(server);
        try (ExposedClient client = client()) {
            client.send("/hold");
            Await.until("the request is there", patience(), () -> server.served() == 1);
            route(server);
            assertEquals(1, exposure.inFlight(id(server)));
            server.release();
            assertEquals("a", client.answer());
            assertEquals("a", client.ask("/"));
        }
    }

    @Test
    @DisplayName("E12 after its end nobody listens, and the instances are as they were")
    final void afterItsEndNobodyListens() throws IOException {
        ExposedServer server = server("a");
        route(server);
        assertEquals("a", ask("/"));
        exposure.close();
        assertThrows(IOException.class, () -> ask("/"));
        try (var direct = new ExposedClient(server.port(), "direct")) {
            assertEquals("a", direct.ask("/"));
        }
    }

    @Test
    @DisplayName("E13 a kept connection of a client outlives the instances behind it")
    final void aKeptConnectionOutlivesInstances() throws IOException {
        ExposedServer first = server("a");
        route(first);
        try (ExposedClient client = client()) {
            assertEquals("a", client.ask("/"));
            // Without a host there are no requests, and the connection itself is under way.
            int idle = host().isPresent() ? 0 : 1;
            Await.until("an idle connection", patience(), () -> report().inFlight() == idle);
            route(first, server("b"));
            assertEquals(1, client.ask("/").length());
        }
    }
}
