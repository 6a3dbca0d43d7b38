package dev.rune.kernel.plugin;

/** Sources of small plugins: each is one module with one provider, as sound as can be where a test does not say otherwise. */
final class Sources {
    private Sources() {}

    /** A module that provides the probe {@code <name>.P}, with more requirements or exports. */
    static String module(String name, String... directives) {
        return "module " + name + " {\n    requires dev.rune.kernel;\n    " + String.join("\n    ", directives)
                + "\n    provides dev.rune.kernel.spi.probe.ProbeProvider with " + name + ".P;\n}\n";
    }

    /** A module that provides the runner {@code <name>.R}. */
    static String runnerModule(String name) {
        return "module " + name + " {\n    requires dev.rune.kernel;\n"
                + "    provides dev.rune.kernel.spi.runner.RunnerProvider with " + name + ".R;\n}\n";
    }

    /** The runner {@code <name>.R}, which does {@code start} to start an instance and has none. */
    static String runner(String name, String type, String start) {
        return """
                package %s;

                import dev.rune.kernel.section.SectionType;
                import dev.rune.kernel.spec.StopPolicy;
                import dev.rune.kernel.spi.PluginContext;
                import dev.rune.kernel.spi.runner.*;
                import dev.rune.kernel.status.InstanceId;
                import java.lang.invoke.MethodHandles;
                import java.util.*;
                import java.util.function.Consumer;

                public class R implements RunnerProvider {
                    public record S() {
                    }

                    public String type() {
                        return "%s";
                    }

                    public SectionType<?> section() {
                        return SectionType.of(MethodHandles.lookup(), S.class);
                    }

                    public Set<Capability> capabilities() {
                        return Set.of();
                    }

                    public List<Refusal> check(Workload workload) {
                        return List.of();
                    }

                    public Runner create(PluginContext context) {
                        return new Runner() {
                            public void start(InstanceSpec spec) {
                                %s
                            }

                            public void stop(InstanceId id, StopPolicy policy) {
                            }

                            public void remove(InstanceId id) {
                            }

                            public List<ObservedInstance> list() {
                                return List.of();
                            }

                            public void watch(Consumer<InstanceId> changed) {
                            }

                            public void close() {
                            }
                        };
                    }
                }
                """.formatted(name, type, start);
    }

    /** The probe {@code <name>.P}. */
    static Probe probe(String name, String type) {
        return new Probe(name, "return \"" + type + "\";", "",
                "return SectionType.of(MethodHandles.lookup(), S.class);", "",
                "return new Verdict.Healthy(\"well\");");
    }

    /** A probe provider with its probe, in parts that a test may replace. */
    record Probe(String name, String type, String members, String section, String create, String attempt) {
        /** Fields, initialisers and the constructor. */
        Probe members(String code) {
            return new Probe(name, type, code, section, create, attempt);
        }

        Probe type(String code) {
            return new Probe(name, code, members, section, create, attempt);
        }

        Probe section(String code) {
            return new Probe(name, type, members, code, create, attempt);
        }

        /** What happens before the probe is made. */
        Probe create(String code) {
            return new Probe(name, type, members, section, code, attempt);
        }

        Probe attempt(String code) {
            return new Probe(name, type, members, section, create, code);
        }

        String source() {
            return """
                    package %s;

                    import dev.rune.kernel.section.*;
                    import dev.rune.kernel.spec.PortRef;
                    import dev.rune.kernel.spi.PluginContext;
                    import dev.rune.kernel.spi.probe.*;
                    import java.lang.invoke.MethodHandles;
                    import java.time.Duration;
                    import java.util.Optional;

                    public class P implements ProbeProvider {
                        public record S(@Default("7") int number) {
                        }

                        %s

                        public String type() {
                            %s
                        }

                        public SectionType<?> section() {
                            %s
                        }

                        public Optional<PortRef> port(Record section) {
                            return Optional.empty();
                        }

                        public Probe create(PluginContext context) {
                            %s
                            return new Probe() {
                                public Verdict attempt(ProbeTarget target, Record section, Duration timeout) {
                                    %s
                                }

                                public void close() {
                                }
                            };
                        }
                    }
                    """.formatted(name, members, type, section, create, attempt);
        }
    }
}
