package dev.rune.testkit;

import static dev.rune.testkit.RunnerDefect.of;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.StopPolicy;
import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.TerminalSize;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Ways to break the rules about logs and commands. */
final class LogAndExecDefects {
    private LogAndExecDefects() {}

    static Stream<RunnerDefect> all() {
        return Stream.concat(logs(), exec());
    }

    private static Stream<RunnerDefect> logs() {
        return Stream.of(
                of("R28", "keeps the logs of the removed", (inner, _) -> new ForwardingRunner(inner) {
                    private final Map<InstanceId, LogReader> kept = new ConcurrentHashMap<>();

                    @Override
                    public void remove(InstanceId id) {
                        if (inner.list().stream().anyMatch(seen -> seen.id().equals(id))) {
                            kept.put(id, inner.logs(id, LogQuery.all()));
                        }
                        inner.remove(id);
                    }

                    @Override
                    public LogReader logs(InstanceId id, LogQuery query) {
                        return kept.containsKey(id) ? kept.get(id) : inner.logs(id, query);
                    }
                }), drops("R50", "loses a line among many", (_, line) -> line.text().equals("line 1500")),
                changes("R51", "takes everything for standard output",
                        line -> new LogLine(line.at(), line.instance(), LogLine.Stream.STDOUT, line.text())),
                drops("R52", "loses a last line without its end", (_, line) -> line.text().equals("no end")),
                asks("R53", "takes a tail of 0 for all", query -> query.tail().equals(OptionalInt.of(0))
                        ? LogQuery.all()
                        : query),
                asks("R54", "takes since for after",
                        query -> new LogQuery(query.tail(), query.since().map(at -> at.plusNanos(1)), query.until(),
                                query.follow())),
                of("R55", "goes on following what was stopped", (inner, _) -> new ForwardingRunner(inner) {
                    private final Set<InstanceId> stopped = ConcurrentHashMap.newKeySet();

                    @Override
                    public void stop(InstanceId id, StopPolicy policy) {
                        stopped.add(id);
                        inner.stop(id, policy);
                    }

                    @Override
                    public LogReader logs(InstanceId id, LogQuery query) {
                        return new Endless(inner.logs(id, query), () -> query.follow() && stopped.contains(id));
                    }
                }), drops("R56", "loses lines when it has to wait",
                        (query, line) -> query.follow() && line.text().equals("then")),
                asks("R57", "follows from the beginning",
                        query -> query.follow()
                                ? new LogQuery(OptionalInt.empty(), query.since(), query.until(), true)
                                : query),
                of("R58", "does not notice that a reader is closed", (inner, _) -> new ForwardingRunner(inner) {
                    @Override
                    public LogReader logs(InstanceId id, LogQuery query) {
                        LogReader reader = inner.logs(id, query);
                        return new Reader(reader, reader::next) {
                            @Override
                            public void close() {
                                // Deaf.
                            }
                        };
                    }
                }), of("R59", "has the lines since it was made", (inner, host) -> {
                    Instant made = host.now();
                    return new ForwardingRunner(inner) {
                        @Override
                        public LogReader logs(InstanceId id, LogQuery query) {
                            return inner.logs(id, new LogQuery(query.tail(), Optional.of(query.since().orElse(made)),
                                    query.until(), query.follow()));
                        }
                    };
                }), of("R60", "holds up whoever writes much", (inner, host) -> new ForwardingRunner(inner) {
                    @Override
                    ObservedInstance seen(ObservedInstance seen) {
                        boolean much = host.everything().stream()
                                .anyMatch(it -> it.spec.id().equals(seen.id()) && it.lines.size() > 50_000);
                        return much
                                ? new ObservedInstance(seen.id(), seen.labels(), ObservedInstance.State.RUNNING,
                                        OptionalLong.of(1), Optional.empty(), List.of(), seen.startedAt(),
                                        Optional.empty(),
                                        Optional.empty())
                                : seen;
                    }
                }), of("R61", "does not look at namespaces", (inner, host) -> new ForwardingRunner(inner) {
                    @Override
                    public LogReader logs(InstanceId id, LogQuery query) {
                        return inner.logs(host.everything().stream().map(it -> it.spec.id())
                                .filter(known -> known.name().equals(id.name())).findFirst().orElse(id), query);
                    }
                }));
    }

    private static Stream<RunnerDefect> exec() {
        return Stream.of(
                sessions("R70", "mixes the error output into nothing", session -> new ForwardingExec(session) {
                    @Override
                    public InputStream stderr() {
                        return InputStream.nullInputStream();
                    }
                }), sessions("R71", "does not pass on the end of input", session -> new ForwardingExec(session) {
                    @Override
                    public OutputStream stdin() {
                        OutputStream stdin = inner.stdin();
                        return new OutputStream() {
                            @Override
                            public void write(int b) throws IOException {
                                stdin.write(b);
                            }

                            @Override
                            public void write(byte[] bytes, int offset, int length) throws IOException {
                                stdin.write(bytes, offset, length);
                            }
                        };
                    }
                }), exits("R72", "takes a signal for success", exit -> exit.signal().isPresent() ? Exit.code(0) : exit),
                exits("R73", "gives 1 for a missing command",
                        exit -> exit.equals(Exit.code(127)) ? Exit.code(1) : exit),
                requests("R74", "gives a command the request's variables only", request -> {
                    Map<String, String> env = new HashMap<>(Map.of("OF_INSTANCE", ""));
                    env.putAll(request.env());
                    return new ExecRequest(request.command(), env, request.workdir(), request.terminal());
                }), requests("R75", "ignores the folder asked for",
                        request -> new ExecRequest(request.command(), request.env(), Optional.empty(),
                                request.terminal())),
                requests("R76", "never gives a terminal",
                        request -> new ExecRequest(request.command(), request.env(), request.workdir(),
                                Optional.empty())),
                sessions("R76", "does not change a terminal's size", session -> new ForwardingExec(session) {
                    @Override
                    public void resize(TerminalSize size) {
                        // Ignored.
                    }
                }), sessions("R77", "lets commands go on when their session is closed",
                        session -> new ForwardingExec(session) {
                            @Override
                            public void close() {
                                // The command goes on.
                            }
                        }),
                of("R78", "leaves the commands beside what it stops", (inner, host) -> new ForwardingRunner(inner) {
                    @Override
                    public void stop(InstanceId id, StopPolicy policy) {
                        synchronized (host) {
                            host.everything().stream().filter(it -> it.spec.id().equals(id) && !it.commands.isEmpty())
                                    .forEach(it -> it.signal(policy.signal()));
                            if (host.everything().stream()
                                    .anyMatch(it -> it.spec.id().equals(id) && !it.commands.isEmpty())) {
                                return;
                            }
                        }
                        inner.stop(id, policy);
                    }
                }), of("R79", "finds a command for the unknown", (inner, _) -> new ForwardingRunner(inner) {
                    @Override
                    public ExecSession exec(InstanceId id, ExecRequest request) {
                        try {
                            return inner.exec(id, request);
                        } catch (ProblemException _) {
                            throw ProblemException.of(ProblemCode.INTERNAL, "something went wrong");
                        }
                    }
                }));
    }

    /** Reads what it is told to. */
    private static class Reader implements LogReader {
        interface Next {
            Optional<LogLine> next() throws InterruptedException;
        }

        private final LogReader inner;
        private final Next next;

        Reader(LogReader inner, Next next) {
            this.inner = inner;
            this.next = next;
        }

        @Override
        public Optional<LogLine> next() throws InterruptedException {
            return next.next();
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    /** Waits at the end until it is closed, where a condition holds. */
    private static final class Endless implements LogReader {
        private final LogReader inner;
        private final BooleanSupplier waits;
        private final CountDownLatch closed = new CountDownLatch(1);

        Endless(LogReader inner, BooleanSupplier waits) {
            this.inner = inner;
            this.waits = waits;
        }

        @Override
        public Optional<LogLine> next() throws InterruptedException {
            Optional<LogLine> line = inner.next();
            if (line.isEmpty() && waits.getAsBoolean()) {
                closed.await();
            }
            return line;
        }

        @Override
        public void close() {
            closed.countDown();
            inner.close();
        }
    }

    private static RunnerDefect reads(String rules, String what, BiFunction<LogReader, LogQuery, LogReader> broken) {
        return of(rules, what, (inner, _) -> new ForwardingRunner(inner) {
            @Override
            public LogReader logs(InstanceId id, LogQuery query) {
                return broken.apply(inner.logs(id, query), query);
            }
        });
    }

    private static RunnerDefect drops(String rules, String what, BiPredicate<LogQuery, LogLine> lost) {
        return reads(rules, what, (reader, query) -> new Reader(reader, () -> {
            Optional<LogLine> line = reader.next();
            return line.filter(it -> lost.test(query, it)).isPresent() ? reader.next() : line;
        }));
    }

    private static RunnerDefect changes(String rules, String what, UnaryOperator<LogLine> changed) {
        return reads(rules, what, (reader, _) -> new Reader(reader, () -> reader.next().map(changed)));
    }

    private static RunnerDefect asks(String rules, String what, UnaryOperator<LogQuery> changed) {
        return of(rules, what, (inner, _) -> new ForwardingRunner(inner) {
            @Override
            public LogReader logs(InstanceId id, LogQuery query) {
                return inner.logs(id, changed.apply(query));
            }
        });
    }

    private static RunnerDefect sessions(String rules, String what, UnaryOperator<ExecSession> broken) {
        return of(rules, what, (inner, _) -> new ForwardingRunner(inner) {
            @Override
            public ExecSession exec(InstanceId id, ExecRequest request) {
                return broken.apply(inner.exec(id, request));
            }
        });
    }

    private static RunnerDefect exits(String rules, String what, UnaryOperator<Exit> changed) {
        return sessions(rules, what, session -> new ForwardingExec(session) {
            @Override
            public Exit waitFor() throws InterruptedException {
                return changed.apply(inner.waitFor());
            }
        });
    }

    private static RunnerDefect requests(String rules, String what, UnaryOperator<ExecRequest> changed) {
        return of(rules, what, (inner, _) -> new ForwardingRunner(inner) {
            @Override
            public ExecSession exec(InstanceId id, ExecRequest request) {
                return inner.exec(id, changed.apply(request));
            }
        });
    }
}
