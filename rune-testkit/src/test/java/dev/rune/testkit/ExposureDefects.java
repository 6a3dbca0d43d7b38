package dev.rune.testkit;

import dev.rune.kernel.spi.exposure.RouteReport;
import dev.rune.kernel.spi.exposure.RouteTable;
import dev.rune.kernel.spi.exposure.RouteTable.Route;
import dev.rune.kernel.spi.exposure.RouteTable.Upstream;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Ways to break the contract of exposures. */
final class ExposureDefects {
    private ExposureDefects() {}

    static Stream<ExposureDefect> all() {
        return Stream.of(requests(), departures(), others()).flatMap(own -> own);
    }

    private static Stream<ExposureDefect> requests() {
        return Stream.of(new ExposureDefect("E01", "has a favourite", () -> new PlainExposure() {
            @Override
            Upstream choose(List<Upstream> able) {
                return able.getFirst();
            }
        }), new ExposureDefect("E03", "loses a request with each table once there were ten", () -> new PlainExposure() {
            private static final int TIRED = 10;
            private final AtomicInteger tables = new AtomicInteger();
            private final AtomicBoolean losing = new AtomicBoolean();

            @Override
            public void apply(RouteTable next) {
                super.apply(next);
                losing.set(tables.incrementAndGet() > TIRED);
            }

            @Override
            void answer(Socket client, String head) throws IOException, InterruptedException {
                if (losing.getAndSet(false)) {
                    refuse(client);
                } else {
                    super.answer(client, head);
                }
            }
        }), new ExposureDefect("E07", "gives up where an instance cannot be reached", () -> new PlainExposure() {
            @Override
            Optional<PlainExchange> another(Socket client, long began) {
                return Optional.empty();
            }
        }), new ExposureDefect("E07", "tells nobody that an instance could not be reached", () -> new PlainExposure() {
            @Override
            void unreachable(InstanceId instance) {
                rest(instance);
            }
        }), new ExposureDefect("E08", "lets nobody wait", () -> new PlainExposure() {
            @Override
            Duration patience() {
                return Duration.ZERO;
            }
        }));
    }

    private static Stream<ExposureDefect> departures() {
        return Stream.of(new ExposureDefect("E02", "also asks those that have left", () -> new PlainExposure() {
            private final Map<InstanceId, Upstream> known = new HashMap<>();

            @Override
            public synchronized void apply(RouteTable next) {
                super.apply(next);
                ready().forEach(own -> known.put(own.instance(), own));
            }

            @Override
            void answer(Socket client, String head) throws IOException, InterruptedException {
                super.answer(client, head);
                gone().forEach(own -> ask(own, head));
            }

            private synchronized List<Upstream> gone() {
                List<Upstream> gone = new ArrayList<>(known.values());
                gone.removeAll(ready());
                return gone;
            }

            private static void ask(Upstream upstream, String head) {
                try (var server = new Socket(upstream.endpoint().host(), upstream.endpoint().port())) {
                    PlainExchange.write(server, head);
                    PlainExchange.head(server.getInputStream());
                } catch (IOException _) {
                    // Nobody waits for it.
                }
            }
        }), new ExposureDefect("E04", "forgets what is under way to those that left two tables ago",
                () -> new PlainExposure() {
                    private final Map<InstanceId, Integer> seen = new HashMap<>();
                    private int tables;

                    @Override
                    public synchronized void apply(RouteTable next) {
                        super.apply(next);
                        tables++;
                        ready().forEach(own -> seen.put(own.instance(), tables));
                    }

                    @Override
                    public synchronized int inFlight(InstanceId instance) {
                        return seen.getOrDefault(instance, 0) < tables - 1 ? 0 : super.inFlight(instance);
                    }
                }), new ExposureDefect("E05", "ends streams at once", () -> new PlainExposure() {
                    @Override
                    Duration drain(Route route) {
                        return Duration.ZERO;
                    }
                }), new ExposureDefect("E05", "lets streams go on for ever", () -> new PlainExposure() {
                    @Override
                    void drained(InstanceId instance, int departure) {
                        // It ends nothing.
                    }
                }), new ExposureDefect("E06", "ends what is under way after the drain though the instance is back",
                        () -> new PlainExposure() {
                            @Override
                            void drained(InstanceId instance, int departure) {
                                underWay(instance).forEach(PlainExchange::end);
                            }
                        }),
                new ExposureDefect("E06", "never forgives who has left", () -> new PlainExposure() {
                    private final Set<InstanceId> left = new HashSet<>();

                    @Override
                    public synchronized void apply(RouteTable next) {
                        List<Upstream> before = ready();
                        super.apply(next);
                        before.stream().filter(own -> !ready().contains(own))
                                .forEach(own -> left.add(own.instance()));
                    }

                    @Override
                    boolean welcome(InstanceId instance) {
                        return !left.contains(instance);
                    }
                }), new ExposureDefect("E13", "closes idle connections of clients with each table",
                        () -> new PlainExposure() {
                            @Override
                            public void apply(RouteTable next) {
                                super.apply(next);
                                try {
                                    closeKept();
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            }
                        }));
    }

    private static Stream<ExposureDefect> others() {
        return Stream.of(new ExposureDefect("E09", "begins to count anew with each change", () -> new PlainExposure() {
            @Override
            public synchronized void apply(RouteTable next) {
                super.apply(next);
                forgetCounts();
            }
        }), new ExposureDefect("E10", "tells nobody that its port is taken", () -> new PlainExposure() {
            @Override
            public List<RouteReport> report() {
                return super.report().stream().map(own -> new RouteReport(own.service(), own.requests(),
                        own.byStatusClass(), own.upstreamErrors(), own.inFlight(), own.latencies(), Optional.empty()))
                        .toList();
            }
        }), new ExposureDefect("E10", "tries a port once", () -> new PlainExposure() {
            @Override
            void again(int port) {
                // It has given up.
            }
        }), new ExposureDefect("E11", "begins anew with the same table", () -> new PlainExposure() {
            @Override
            public synchronized void apply(RouteTable next) {
                List<Upstream> before = ready();
                super.apply(next);
                if (ready().equals(before)) {
                    forgetUnderWay();
                }
            }
        }), new ExposureDefect("E12", "goes on after its end", () -> new PlainExposure() {
            private boolean told;

            @Override
            public void close() {
                if (told) {
                    super.close();
                }
                told = true;
            }
        }));
    }
}
