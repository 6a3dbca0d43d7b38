package dev.rune.testkit;

import static dev.rune.testkit.ProbeDefect.of;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.PortRef;
import dev.rune.kernel.spi.probe.ProbeTarget;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.status.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Ways to break the contract of probes. */
final class ProbeDefects {
    /** Sockets that a defective probe leaves open; kept, so that the garbage collector does not repair it. */
    private static final Queue<Socket> LEFT_OPEN = new ConcurrentLinkedQueue<>();

    /** A section that is another one each time it is made. */
    record Growing(PortRef port, @Default("0") int count) {
        Growing {
            count++;
        }
    }

    private ProbeDefects() {}

    static Stream<ProbeDefect> all() {
        return Stream.concat(Stream.concat(providers(), verdicts()), limits());
    }

    private static Stream<ProbeDefect> providers() {
        return Stream.of(of("P01", "has a type word in capitals", () -> new LineProbe() {
            @Override
            public String type() {
                return "Line";
            }
        }), of("P01", "has another word each time", () -> new LineProbe() {
            private int asked;

            @Override
            public String type() {
                return "line-" + asked++;
            }
        }), of("P02", "prints another section than it read", () -> new LineProbe() {
            @Override
            public SectionType<?> section() {
                return SectionType.of(MethodHandles.lookup(), Growing.class);
            }

            @Override
            public Optional<PortRef> port(Record section) {
                return Optional.of(((Growing) section).port());
            }
        }), of("P03", "talks to no port it would name", () -> new LineProbe() {
            @Override
            public Optional<PortRef> port(Record section) {
                return Optional.empty();
            }
        }), of("P13", "cannot do without an address", () -> new LineProbe() {
            @Override
            public Verdict attempt(ProbeTarget target, Record section, Duration timeout) {
                return ask(target.endpoint().orElseThrow(), timeout);
            }
        }), of("P17", "cannot be closed twice", () -> new LineProbe() {
            private boolean closed;

            @Override
            public void close() {
                if (closed) {
                    throw new IllegalStateException("closed already");
                }
                closed = true;
            }
        }));
    }

    private static Stream<ProbeDefect> verdicts() {
        return Stream.of(of("P04 P06 P14 P17", "is never content", () -> new LineProbe() {
            @Override
            Verdict judge(String line) {
                return new Verdict.Unhealthy("not well enough");
            }
        }), of("P08 P09 P10 P11 P12", "takes a connection for an answer", () -> new LineProbe() {
            @Override
            Verdict judge(String line) {
                return new Verdict.Healthy("there it is");
            }

            @Override
            Verdict failed(IOException e) {
                return e instanceof SocketTimeoutException && !e.getMessage().startsWith("Connect")
                        ? new Verdict.Healthy("there it is")
                        : super.failed(e);
            }
        }), of("P11", "takes silence for consent", () -> new LineProbe() {
            @Override
            Verdict judge(String line) {
                return line.isEmpty() ? new Verdict.Healthy("nothing to complain") : super.judge(line);
            }
        }), of("P05 P06 P07 P14", "does not dare to judge where nobody is", () -> new LineProbe() {
            @Override
            Verdict failed(IOException e) {
                return String.valueOf(e.getMessage()).startsWith("Connect")
                        ? new Verdict.Inconclusive("nobody there")
                        : super.failed(e);
            }
        }), of("P05 P06 P07 P14", "throws where nobody is", () -> new LineProbe() {
            @Override
            Verdict failed(IOException e) {
                if (String.valueOf(e.getMessage()).startsWith("Connect")) {
                    throw new UncheckedIOException(e);
                }
                return super.failed(e);
            }
        }), of("P06 P14", "remembers the first verdict", () -> new LineProbe() {
            private final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();

            @Override
            Verdict ask(Endpoint endpoint, Duration timeout) {
                return verdicts.computeIfAbsent(endpoint.host(), host -> super.ask(endpoint, timeout));
            }
        }), of("P12 P15", "shows what it got as it is", () -> new LineProbe() {
            @Override
            Verdict judge(String line) {
                return line.isEmpty() || line.equals("well") ? super.judge(line) : new Verdict.Unhealthy(line);
            }
        }), of("P10 P15", "tells all that it got", () -> new LineProbe() {
            @Override
            String tooLong() {
                return "x".repeat(1000);
            }

            @Override
            Verdict judge(String line) {
                return line.length() == 1000 ? new Verdict.Unhealthy(line) : super.judge(line);
            }
        }), of("P05 P06 P07 P14", "says nothing where nobody is", () -> new LineProbe() {
            @Override
            Verdict failed(IOException e) {
                return String.valueOf(e.getMessage()).startsWith("Connect")
                        ? new Verdict.Unhealthy(" ")
                        : super.failed(e);
            }
        }), of("P14", "mixes up whom it asks", () -> new LineProbe() {
            private volatile Endpoint asked;

            @Override
            Verdict ask(Endpoint endpoint, Duration timeout) {
                asked = endpoint;
                LockSupport.parkNanos(1_000_000);
                return super.ask(asked, timeout);
            }
        }));
    }

    private static Stream<ProbeDefect> limits() {
        return Stream.of(of("P07", "waits for a connection as long as it takes", () -> new LineProbe() {
            @Override
            int connectMillis(long end) {
                return 0;
            }
        }), of("P08 P09 P15", "waits for an answer as long as it takes", () -> new LineProbe() {
            @Override
            int readMillis(long end) {
                return 0;
            }
        }), of("P09 P15", "limits each step and not the whole", () -> new LineProbe() {
            @Override
            int readMillis(long end) {
                return 300;
            }
        }), of("P15", "leaves connections open", () -> new LineProbe() {
            @Override
            void letGo(Socket socket) {
                LEFT_OPEN.add(socket);
            }
        }), of("P16", "pays no heed to interruptions", () -> new LineProbe() {
            @Override
            Verdict ask(Endpoint endpoint, Duration timeout) {
                boolean ended = false;
                Verdict[] verdict = new Verdict[1];
                Thread asking = Thread.ofVirtual().start(() -> verdict[0] = super.ask(endpoint, timeout));
                while (!ended) {
                    try {
                        asking.join();
                        ended = true;
                    } catch (InterruptedException e) {
                        // It does not care.
                    }
                }
                return verdict[0];
            }
        }));
    }
}
