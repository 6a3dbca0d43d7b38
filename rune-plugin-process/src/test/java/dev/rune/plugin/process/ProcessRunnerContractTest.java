package dev.rune.plugin.process;

import dev.rune.kernel.spi.runner.RunnerProvider;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.RunnerContract;
import dev.rune.testkit.RunnerFixture;
import dev.rune.testkit.ShellScript;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The process runner does what every runner must")
class ProcessRunnerContractTest extends RunnerContract {
    @Override
    protected RunnerFixture fixture(Path directory) {
        return new Fixture();
    }

    private static final class Fixture implements RunnerFixture {
        private final RunnerProvider provider = new ProcessRunnerProvider();

        @Override
        public RunnerProvider provider() {
            return provider;
        }

        @Override
        public Record section(Behaviour behaviour) {
            return switch (behaviour) {
                case Behaviour.MissingProgram _ -> section("/nowhere/program", List.of());
                case Behaviour.Program program -> section("/bin/sh", List.of("-c", ShellScript.of(program)));
            };
        }

        private static ProcessSection section(String command, List<String> args) {
            return new ProcessSection(command, args, "/",
                    new SecurityContext(Optional.empty(), Optional.empty(), false, false, Optional.empty(), List.of(),
                            List.of()));
        }
    }
}
