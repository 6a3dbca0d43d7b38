package dev.rune.plugin.docker;

import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.RunnerProvider;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.PrivateEngine;
import dev.rune.testkit.RunnerContract;
import dev.rune.testkit.RunnerFixture;
import dev.rune.testkit.ShellScript;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

@DisplayName("The Docker runner does what every runner must")
@DisabledIfSystemProperty(named = "skipEngineTests", matches = "|true")
class DockerRunnerContractTest extends RunnerContract {
    @Override
    protected RunnerFixture fixture(Path directory) {
        return new Fixture(PrivateEngine.shared());
    }

    /** The same programs as everywhere, in a shell that is not the first process of its container. */
    static final class Fixture implements RunnerFixture {
        private final String host;
        private final RunnerProvider provider;

        Fixture(String host) {
            this.host = host;
            this.provider = new DockerRunnerProvider(Map.of("DOCKER_HOST", host));
        }

        @Override
        public RunnerProvider provider() {
            return provider;
        }

        @Override
        public Record section(Behaviour behaviour) {
            return switch (behaviour) {
                case Behaviour.MissingProgram _ -> section(List.of("/nowhere/program"), List.of(), false);
                case Behaviour.Program program ->
                    section(List.of("/bin/sh"), List.of("-c", ShellScript.of(program)), true);
            };
        }

        static ContainerSection section(List<String> command, List<String> args, boolean init) {
            return new ContainerSection(PrivateEngine.IMAGE, command, args, Optional.empty(), ImagePull.MISSING, init,
                    new Security(Optional.empty(), Optional.empty(), false, false, Optional.empty()), List.of());
        }

        @Override
        public void kill(ObservedInstance instance) {
            PrivateEngine.docker(host, "kill", instance.containerId().orElseThrow());
        }
    }
}
