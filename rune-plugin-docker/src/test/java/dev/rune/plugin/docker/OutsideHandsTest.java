package dev.rune.plugin.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spec.StopPolicy;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.Exit;
import dev.rune.testkit.Await;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.PrivateEngine;
import dev.rune.testkit.RunnerBench;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What others do to containers")
@DisabledIfSystemProperty(named = "skipEngineTests", matches = "|true")
class OutsideHandsTest {
    private final String host = PrivateEngine.shared();
    private RunnerBench bench;

    @BeforeEach
    void open(@TempDir Path directory) {
        bench = new RunnerBench(new DockerRunnerContractTest.Fixture(host), directory);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private InstanceSpec running() {
        InstanceSpec spec = bench.started(Behaviour.program().runsForEver());
        bench.observed(spec);
        return spec;
    }

    private void docker(String verb, InstanceSpec spec, String... options) {
        List<String> command = new java.util.ArrayList<>(List.of(verb));
        command.addAll(List.of(options));
        command.add(bench.observed(spec).containerId().orElseThrow());
        PrivateEngine.docker(host, command.toArray(String[]::new));
    }

    @Test
    @DisplayName("a container that somebody removes is listed as ended, by a hand other than ours, until it is forgotten")
    void removed() {
        InstanceSpec spec = running();
        docker("rm", spec, "-f");
        ObservedInstance seen = bench.awaitEnd(spec);
        // It may also be seen in the moment between its end and its removal.
        assertTrue(seen.outside().orElse("").contains("by a hand other than Rune's"), seen.toString());
        assertEquals(seen, bench.observed(spec));
        bench.runner().remove(spec.id());
        assertEquals(List.of(), bench.runner().list());
    }

    @Test
    @DisplayName("a container that somebody stops or kills has ended by a hand other than ours")
    void stopped() {
        InstanceSpec stopped = running();
        InstanceSpec killed = running();
        docker("stop", stopped);
        docker("kill", killed);
        assertTrue(bench.awaitEnd(stopped).outside().orElse("").contains("signal 15"),
                () -> bench.observed(stopped).toString());
        assertTrue(bench.awaitEnd(killed).outside().orElse("").contains("signal 9"),
                () -> bench.observed(killed).toString());
        assertEquals(Exit.signal(9), bench.observed(killed).exit().orElseThrow());
    }

    @Test
    @DisplayName("a container that somebody pauses is set going again, and said to have been paused")
    void paused() {
        InstanceSpec spec = running();
        docker("pause", spec);
        assertEquals(Optional.of(OutsideHand.PAUSED), bench.observed(spec).outside());
        Await.until("it runs again", bench.patience(), () -> bench.observed(spec).outside().isEmpty());
        assertTrue(bench.observed(spec).alive());
    }

    @Test
    @DisplayName("a container that somebody restarts lives on as the same instance, and is said to have been restarted")
    void restarted() {
        InstanceSpec spec = running();
        docker("restart", spec, "-t", "1");
        Await.until("the restart is told", bench.patience(),
                () -> bench.observed(spec).outside().equals(Optional.of(OutsideHand.RESTARTED)));
        assertTrue(bench.observed(spec).alive());
        assertEquals(1, bench.runner().list().size());
    }

    @Test
    @DisplayName("ends that it or we brought about are nobody else's")
    void ours() {
        InstanceSpec exits = bench.started(Behaviour.program().exits(3));
        InstanceSpec stops = running();
        InstanceSpec signalled = bench
                .started(Behaviour.program().endsOn(Signal.SIGUSR1, 7).prints("up").runsForEver());
        bench.awaitLine(signalled, "up");
        bench.runner().stop(stops.id(), new StopPolicy(Signal.SIGTERM, Duration.ofSeconds(10)));
        bench.runner().signal(signalled.id(), Signal.SIGUSR1);
        for (InstanceSpec spec : List.of(exits, stops, signalled)) {
            assertEquals(Optional.empty(), bench.awaitEnd(spec).outside(), () -> bench.observed(spec).toString());
        }
    }

    @Test
    @DisplayName("strangers that look like ours by name, or bear our mark and nothing else, are neither listed nor touched")
    void lookAlikes() {
        InstanceSpec spec = bench.spec(Behaviour.program().runsForEver());
        bench.started(spec);
        String name = PrivateEngine.docker(host, "inspect", "-f", "{{.Name}}",
                bench.observed(spec).containerId().orElseThrow()).substring(1);
        String owner = PrivateEngine.docker(host, "inspect", "-f", "{{index .Config.Labels \"dev.rune.owner\"}}", name);
        bench.runner().stop(spec.id(), RunnerBench.AT_ONCE);
        bench.runner().remove(spec.id());
        String byName = PrivateEngine.docker(host, "run", "-d", "--name", name, PrivateEngine.IMAGE, "sleep", "1000");
        String byMark = PrivateEngine.docker(host, "run", "-d", "-l", "dev.rune.owner=" + owner, PrivateEngine.IMAGE,
                "sleep", "1000");
        try {
            assertEquals(List.of(), bench.runner().list());
            bench.started(spec);
            ObservedInstance seen = bench.observed(spec);
            assertFalse(List.of(byName, byMark).contains(seen.containerId().orElseThrow()));
            bench.runner().stop(spec.id(), RunnerBench.AT_ONCE);
            bench.runner().remove(spec.id());
            assertEquals("true true", PrivateEngine.docker(host, "inspect", "-f", "{{.State.Running}}", byName, byMark)
                    .replace("\n", " "));
        } finally {
            PrivateEngine.docker(host, "rm", "-f", byName, byMark);
        }
    }
}
