package dev.rune.kernel.plugin;

/** Sources of small plugins: each is one module with one probe, as sound as can be where a test does not say otherwise. */
final class Sources {
    private Sources() {}

    /** A module that provides the probe {@code <name>.P}, with more requirements or exports. */
    static String module(String name, String... directives) {
        return "module " + name + " {\n    requires dev.rune.kernel;\n    " + String.join("\n    ", directives)
                + "\n    provides dev.rune.kernel.spi.probe.ProbeProvider with " + name + ".P;\n}\n";
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
