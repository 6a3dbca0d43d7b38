package @package@;

import dev.rune.kernel.spi.runner.RunnerProvider;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.RunnerContract;
import dev.rune.testkit.RunnerFixture;
import dev.rune.testkit.ShellScript;
import java.nio.file.Path;
import java.util.List;

/** What every runner must do, done by this one. */
class @Name@ContractTest extends RunnerContract {
    @Override
    protected RunnerFixture fixture(Path directory) {
        return new Fixture();
    }

    private static final class Fixture implements RunnerFixture {
        private final RunnerProvider provider = new @Name@Provider();

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

        /** How an instance is written that runs {@code program}. */
        private static Record section(String program, List<String> args) {
            return new @Name@Launcher.Section(program, args);
        }
    }
}
