package dev.rune.programs;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.runner.Capability;
import dev.rune.kernel.spi.runner.Refusal;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.RunnerProvider;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.RunnerContract;
import dev.rune.testkit.RunnerFixture;
import dev.rune.testkit.ShellScript;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A runner of programs does what every runner must")
class ProgramRunnerContractTest extends RunnerContract {
    @Override
    protected RunnerFixture fixture(Path directory) {
        return new Fixture();
    }

    /** A shell and what it shall do. */
    record Section(String shell, String script) {}

    private static final class Shells implements RunnerProvider {
        private static final SectionType<Section> SECTION = SectionType.of(MethodHandles.lookup(), Section.class);

        @Override
        public String type() {
            return "shell";
        }

        @Override
        public SectionType<?> section() {
            return SECTION;
        }

        @Override
        public Set<Capability> capabilities() {
            return ProgramRunner.CAPABILITIES;
        }

        @Override
        public List<Refusal> check(Workload workload) {
            return ProgramRunner.check(workload);
        }

        @Override
        public Runner create(PluginContext context) {
            return new ProgramRunner(context, (spec, _) -> {
                Section section = (Section) spec.workload().section();
                return Program.of(List.of(section.shell(), "-c", section.script()));
            });
        }
    }

    private static final class Fixture implements RunnerFixture {
        private final RunnerProvider provider = new Shells();

        @Override
        public RunnerProvider provider() {
            return provider;
        }

        @Override
        public Record section(Behaviour behaviour) {
            return switch (behaviour) {
                case Behaviour.MissingProgram _ -> new Section("/nowhere/sh", "");
                case Behaviour.Program program -> new Section("/bin/sh", ShellScript.of(program));
            };
        }
    }
}
