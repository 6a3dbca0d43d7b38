package dev.rune.testkit;

import static dev.rune.testkit.RunnerDefect.of;
import static dev.rune.testkit.RunnerDefect.ofProvider;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.Port;
import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spec.StopPolicy;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.Refusal;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.Usage;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Ways to break the rules about providers, starts, stops, survival and surroundings. */
final class RunnerDefects {
    /** A section that is not the fixture's. */
    record OtherSection(String other) {}

    private RunnerDefects() {}

    static Stream<RunnerDefect> all() {
        return Stream.of(providers(), starts(), stops(), survival(), surroundings()).flatMap(Function.identity());
    }

    private static Stream<RunnerDefect> providers() {
        return Stream.of(ofProvider("R01", "has a type word in capitals", host -> new ForwardingProvider(host) {
            @Override
            public String type() {
                return "Fake";
            }
        }), ofProvider("R02", "has a schema of another section", host -> new ForwardingProvider(host) {
            @Override
            public SectionType<?> section() {
                return SectionType.of(MethodHandles.lookup(), OtherSection.class);
            }
        }), ofProvider("R03", "refuses what it can do", host -> new ForwardingProvider(host) {
            @Override
            public List<Refusal> check(Workload workload) {
                return workload.resources().memoryLimit().isPresent() ? List.of() : List.of(new Refusal("fake", "no"));
            }
        }));
    }

    private static Stream<RunnerDefect> starts() {
        return Stream.of(of("R04", "starts when it shall prepare", (inner, _) -> new ForwardingRunner(inner) {
            @Override
            public void prepare(InstanceSpec spec) {
                inner.start(spec);
            }
        }), lies("R05 R12", "names neither process nor container",
                seen -> with(seen, seen.labels(), OptionalLong.empty(), seen.endpoints(), seen.startedAt())),
                lies("R06", "forgets the generation", seen -> with(seen, withoutGeneration(seen.labels()), seen.pid(),
                        seen.endpoints(), seen.startedAt())),
                of("R07", "starts what lives anew", (inner, host) -> new ForwardingRunner(inner) {
                    @Override
                    public void start(InstanceSpec spec) {
                        if (own.contains(spec.id())
                                && host.living().stream().anyMatch(it -> it.id().equals(spec.id()))) {
                            inner.stop(spec.id(), RunnerBench.AT_ONCE);
                            inner.remove(spec.id());
                        }
                        super.start(spec);
                    }
                }), of("R08", "starts what has ended again", (inner, host) -> new ForwardingRunner(inner) {
                    @Override
                    public void start(InstanceSpec spec) {
                        if (host.living().stream().noneMatch(it -> it.id().equals(spec.id()))) {
                            inner.remove(spec.id());
                        }
                        super.start(spec);
                    }
                }), of("R09", "lists what could not be started as ended", (inner, host) -> new ForwardingRunner(inner) {
                    private final List<ObservedInstance> failed = new ArrayList<>();

                    @Override
                    public void start(InstanceSpec spec) {
                        try {
                            super.start(spec);
                        } catch (ProblemException problem) {
                            failed.add(new ObservedInstance(spec.id(), spec.labels(), ObservedInstance.State.ENDED,
                                    OptionalLong.empty(), Optional.empty(), List.of(), host.now(),
                                    Optional.of(host.now()), Optional.of(Exit.code(127))));
                            throw problem;
                        }
                    }

                    @Override
                    public List<ObservedInstance> list() {
                        return Stream.concat(super.list().stream(), failed.stream()).toList();
                    }
                }),
                of("R09", "says that a missing program is the host's fault", (inner, _) -> new ForwardingRunner(inner) {
                    @Override
                    public void start(InstanceSpec spec) {
                        try {
                            super.start(spec);
                        } catch (ProblemException problem) {
                            throw ProblemException.of(ProblemCode.UNAVAILABLE, problem.getMessage());
                        }
                    }
                }), ends("R10", "takes exit code 77 for success", Exit.code(77), Exit.code(0)),
                ends("R11", "gives signals as a shell does", Exit.signal(10), Exit.code(138)),
                of("R12", "loses starts when there are many", (inner, _) -> new ForwardingRunner(inner) {
                    private final AtomicInteger started = new AtomicInteger();

                    @Override
                    public void start(InstanceSpec spec) {
                        if (started.getAndIncrement() < 15) {
                            super.start(spec);
                        }
                    }
                }), of("R13", "ends all when one fails with 3", (inner, _) -> new ForwardingRunner(inner) {
                    @Override
                    public List<ObservedInstance> list() {
                        List<ObservedInstance> seen = super.list();
                        if (seen.stream().anyMatch(it -> it.exit().equals(Optional.of(Exit.code(3))))) {
                            seen.forEach(it -> inner.stop(it.id(), RunnerBench.AT_ONCE));
                        }
                        return seen;
                    }
                }));
    }

    private static Stream<RunnerDefect> stops() {
        return Stream.of(of("R20", "always sends SIGTERM", (inner, _) -> new ForwardingRunner(inner) {
            @Override
            public void stop(InstanceId id, StopPolicy policy) {
                inner.stop(id, policy.signal() == Signal.SIGKILL
                        ? policy
                        : new StopPolicy(Signal.SIGTERM, policy.gracePeriod()));
            }
        }), of("R21", "lets live what ignores SIGTERM", (inner, host) -> new ForwardingRunner(inner) {
            private final Set<InstanceId> tried = ConcurrentHashMap.newKeySet();

            @Override
            public void stop(InstanceId id, StopPolicy policy) {
                if (!tried.add(id) || !stubborn(host, id)) {
                    inner.stop(id, policy);
                }
            }
        }), of("R22", "leaves detached processes of what it stops", (inner, host) -> new ForwardingRunner(inner) {
            @Override
            public void stop(InstanceId id, StopPolicy policy) {
                boolean lived = host.living().stream().anyMatch(seen -> seen.id().equals(id));
                int detached = detached(host, id, 0);
                inner.stop(id, policy);
                detached(host, id, lived ? detached : 0);
            }
        }), of("R23", "leaves what is left of the ended", (inner, host) -> new ForwardingRunner(inner) {
            @Override
            public void stop(InstanceId id, StopPolicy policy) {
                if (host.living().stream().anyMatch(seen -> seen.id().equals(id))) {
                    inner.stop(id, policy);
                }
            }
        }), of("R24", "refuses to stop what it does not know", (inner, host) -> new ForwardingRunner(inner) {
            @Override
            public void stop(InstanceId id, StopPolicy policy) {
                host.all().stream().filter(seen -> seen.id().equals(id)).findFirst()
                        .orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND, "no " + id));
                inner.stop(id, policy);
            }
        }), of("R25", "does not go on with a stop that was interrupted", (inner, _) -> new ForwardingRunner(inner) {
            private final Set<InstanceId> interrupted = ConcurrentHashMap.newKeySet();

            @Override
            public void stop(InstanceId id, StopPolicy policy) {
                if (interrupted.contains(id)) {
                    return;
                }
                try {
                    inner.stop(id, policy);
                } catch (ProblemException problem) {
                    interrupted.add(id);
                    throw problem;
                }
            }
        }), of("R25", "kills when a stop is interrupted", (inner, _) -> new ForwardingRunner(inner) {
            @Override
            public void stop(InstanceId id, StopPolicy policy) {
                try {
                    inner.stop(id, policy);
                } catch (ProblemException problem) {
                    inner.stop(id, RunnerBench.AT_ONCE);
                    throw problem;
                }
            }
        }), of("R26", "takes the time of the stop for that of the start", (inner, _) -> new ForwardingRunner(inner) {
            private final Set<InstanceId> stopped = ConcurrentHashMap.newKeySet();

            @Override
            public void stop(InstanceId id, StopPolicy policy) {
                if (policy.equals(RunnerBench.AT_ONCE)) {
                    stopped.add(id);
                }
                inner.stop(id, policy);
            }

            @Override
            ObservedInstance seen(ObservedInstance seen) {
                return stopped.contains(seen.id())
                        ? with(seen, seen.labels(), seen.pid(), seen.endpoints(), seen.finishedAt().orElseThrow())
                        : seen;
            }
        }), of("R27", "refuses to remove what it does not know", (inner, host) -> new ForwardingRunner(inner) {
            @Override
            public void remove(InstanceId id) {
                host.all().stream().filter(seen -> seen.id().equals(id)).findFirst()
                        .orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND, "no " + id));
                inner.remove(id);
            }
        }), of("R27", "forgets only until the next runner", (inner, _) -> new ForwardingRunner(inner) {
            private final Set<InstanceId> removed = ConcurrentHashMap.newKeySet();

            @Override
            public void remove(InstanceId id) {
                removed.add(id);
            }

            @Override
            public List<ObservedInstance> list() {
                return super.list().stream().filter(seen -> !removed.contains(seen.id())).toList();
            }

            @Override
            public LogReader logs(InstanceId id, LogQuery query) {
                if (removed.contains(id)) {
                    throw ProblemException.of(ProblemCode.NOT_FOUND, "no " + id);
                }
                return super.logs(id, query);
            }
        }));
    }

    private static Stream<RunnerDefect> survival() {
        return Stream.of(
                of("R30 R31 R33 R34 R35 R38 R59", "ends its instances when it is closed",
                        (inner, _) -> new ForwardingRunner(inner) {
                            @Override
                            public void close() {
                                inner.list().forEach(seen -> inner.stop(seen.id(), RunnerBench.AT_ONCE));
                                inner.close();
                            }
                        }),
                of("R31", "forgets the ended when it is closed", (inner, _) -> new ForwardingRunner(inner) {
                    @Override
                    public void close() {
                        inner.list().forEach(seen -> inner.remove(seen.id()));
                        inner.close();
                    }
                }),
                ofProvider("R32", "remembers the ended only if it was closed", host -> new ForwardingProvider(host) {
                    private boolean open;

                    @Override
                    public Runner create(PluginContext context) {
                        Runner inner = super.create(context);
                        if (open) {
                            inner.list().forEach(seen -> inner.remove(seen.id()));
                        }
                        open = true;
                        return new ForwardingRunner(inner) {
                            @Override
                            public void close() {
                                open = false;
                                inner.close();
                            }
                        };
                    }
                }),
                ofProvider("R33", "does not know what ended without a runner", host -> new ForwardingProvider(host) {
                    private Instant closed = Instant.MAX;

                    @Override
                    public Runner create(PluginContext context) {
                        Instant from = closed;
                        Instant to = host.now();
                        return new ForwardingRunner(super.create(context)) {
                            @Override
                            ObservedInstance seen(ObservedInstance seen) {
                                return seen.finishedAt().filter(at -> at.isAfter(from) && at.isBefore(to)).isPresent()
                                        ? ended(seen, Exit.UNKNOWN)
                                        : seen;
                            }

                            @Override
                            public void close() {
                                closed = host.now();
                                inner.close();
                            }
                        };
                    }
                }), of("R34", "does not stop what another runner started", (inner, _) -> new ForwardingRunner(inner) {
                    @Override
                    public void stop(InstanceId id, StopPolicy policy) {
                        if (own.contains(id)) {
                            inner.stop(id, policy);
                        }
                    }
                }),
                of("R31 R32 R33 R35", "knows exit codes only of its own", (inner, _) -> new ForwardingRunner(inner) {
                    @Override
                    ObservedInstance seen(ObservedInstance seen) {
                        return !own.contains(seen.id())
                                && seen.exit().filter(exit -> exit.code().isPresent()).isPresent()
                                        ? ended(seen, Exit.UNKNOWN)
                                        : seen;
                    }
                }), ofProvider("R36", "takes everything for its own", host -> new ForwardingProvider(host) {
                    @Override
                    public Runner create(PluginContext context) {
                        return super.create(new PluginContext("everybody", context.stateDirectory()));
                    }
                }), of("R37", "does not hint at the end of its own", (inner, _) -> new ForwardingRunner(inner) {
                    @Override
                    public void watch(Consumer<InstanceId> changed) {
                        inner.watch(id -> {
                            if (!own.contains(id)) {
                                changed.accept(id);
                            }
                        });
                    }
                }), of("R38", "does not hint at the end of what it found", (inner, _) -> new ForwardingRunner(inner) {
                    @Override
                    public void watch(Consumer<InstanceId> changed) {
                        inner.watch(id -> {
                            if (own.contains(id)) {
                                changed.accept(id);
                            }
                        });
                    }
                }), of("R39", "lists nothing for a while now and then", (inner, _) -> new ForwardingRunner(inner) {
                    private final AtomicInteger removed = new AtomicInteger();

                    @Override
                    public void remove(InstanceId id) {
                        removed.incrementAndGet();
                        inner.remove(id);
                    }

                    @Override
                    public List<ObservedInstance> list() {
                        return removed.get() < 3 ? super.list() : List.of();
                    }
                }));
    }

    private static Stream<RunnerDefect> surroundings() {
        return Stream.of(env("R40", "trims values", (_, value) -> value.strip()),
                env("R41", "takes the first line of a value", (_, value) -> value.lines().findFirst().orElse("")),
                of("R42", "does not say where to listen if there are several",
                        (inner, _) -> new ForwardingRunner(inner) {
                            @Override
                            public void start(InstanceSpec spec) {
                                super.start(spec.workload().ports().size() < 2
                                        ? spec
                                        : made(spec, spec.workload().env(), List.of()));
                            }
                        }),
                of("R43", "does not know the endpoints of what it found", (inner, _) -> new ForwardingRunner(inner) {
                    @Override
                    ObservedInstance seen(ObservedInstance seen) {
                        return own.contains(seen.id())
                                ? seen
                                : with(seen, seen.labels(), seen.pid(), List.of(), seen.startedAt());
                    }
                }), ends("R44", "does not say that memory was the reason",
                        new Exit(OptionalInt.empty(), OptionalInt.of(9), true), Exit.signal(9)),
                of("R44", "ignores limits", (inner, _) -> new ForwardingRunner(inner) {
                    @Override
                    public void start(InstanceSpec spec) {
                        Workload all = spec.workload();
                        super.start(new InstanceSpec(spec.id(), spec.labels(),
                                new Workload(all.section(), all.env(), all.ports(), Resources.NONE, all.words()),
                                spec.mounts()));
                    }
                }), of("R45", "signals everybody", (inner, _) -> new ForwardingRunner(inner) {
                    @Override
                    public void signal(InstanceId id, Signal signal) {
                        inner.signal(id, signal);
                        inner.list().forEach(seen -> inner.signal(seen.id(), signal));
                    }
                }), of("R46", "counts nothing", (inner, _) -> new ForwardingRunner(inner) {
                    @Override
                    public Usage usage(InstanceId id) {
                        inner.usage(id);
                        return new Usage(Duration.ZERO, 0, 0);
                    }
                }), of("R47", "replaces references in what stands for one", (inner, _) -> new ForwardingRunner(inner) {
                    @Override
                    public void start(InstanceSpec spec) {
                        Workload all = spec.workload();
                        Map<String, String> words = new HashMap<>(all.words());
                        words.replaceAll((_, value) -> Workload.fill(value,
                                word -> Optional.ofNullable(all.words().get(word))));
                        super.start(new InstanceSpec(spec.id(), spec.labels(),
                                new Workload(all.section(), all.env(), all.ports(), all.resources(), words),
                                spec.mounts()));
                    }
                }), of("R48", "mounts nothing", (inner, _) -> new ForwardingRunner(inner) {
                    @Override
                    public void start(InstanceSpec spec) {
                        super.start(new InstanceSpec(spec.id(), spec.labels(), spec.workload(), List.of()));
                    }
                }));
    }

    private static RunnerDefect lies(String rules, String what, UnaryOperator<ObservedInstance> lie) {
        return of(rules, what, (inner, _) -> new ForwardingRunner(inner) {
            @Override
            ObservedInstance seen(ObservedInstance instance) {
                return lie.apply(instance);
            }
        });
    }

    private static RunnerDefect ends(String rules, String what, Exit truth, Exit lie) {
        return lies(rules, what, seen -> seen.exit().equals(Optional.of(truth)) ? ended(seen, lie) : seen);
    }

    private static RunnerDefect env(String rules, String what, BinaryOperator<String> changed) {
        return of(rules, what, (inner, _) -> new ForwardingRunner(inner) {
            @Override
            public void start(InstanceSpec spec) {
                Map<String, String> env = new HashMap<>(spec.workload().env());
                env.replaceAll(changed::apply);
                super.start(made(spec, env, spec.workload().ports()));
            }
        });
    }

    private static InstanceSpec made(InstanceSpec spec, Map<String, String> env, List<Port> ports) {
        return new InstanceSpec(spec.id(), spec.labels(),
                new Workload(spec.workload().section(), env, ports, spec.workload().resources(),
                        spec.workload().words()),
                spec.mounts());
    }

    private static InstanceLabels withoutGeneration(InstanceLabels labels) {
        return new InstanceLabels(labels.service(), labels.uid(), labels.slot(), labels.incarnation(), 0,
                labels.template());
    }

    private static ObservedInstance with(ObservedInstance seen, InstanceLabels labels, OptionalLong pid,
            List<Endpoint> endpoints, Instant startedAt) {
        return new ObservedInstance(seen.id(), labels, seen.state(), pid, seen.containerId(), endpoints, startedAt,
                seen.finishedAt(), seen.exit());
    }

    private static ObservedInstance ended(ObservedInstance seen, Exit exit) {
        return new ObservedInstance(seen.id(), seen.labels(), seen.state(), seen.pid(), seen.containerId(),
                seen.endpoints(), seen.startedAt(), seen.finishedAt(), Optional.of(exit));
    }

    private static boolean stubborn(FakeHost host, InstanceId id) {
        return instance(host, id).map(it -> ((FakeSection) it.spec.workload().section()).steps())
                .filter(steps -> steps.contains("ignore SIGTERM")).isPresent();
    }

    /** Sets how many processes an instance has left behind, and says how many there were. */
    private static int detached(FakeHost host, InstanceId id, int now) {
        synchronized (host) {
            int before = instance(host, id).map(it -> it.detached).orElse(0);
            instance(host, id).ifPresent(it -> it.detached = now);
            return before;
        }
    }

    private static Optional<FakeInstance> instance(FakeHost host, InstanceId id) {
        return host.everything().stream().filter(it -> it.spec.id().equals(id)).findFirst();
    }
}
