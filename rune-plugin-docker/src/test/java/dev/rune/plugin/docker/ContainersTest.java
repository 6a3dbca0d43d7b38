package dev.rune.plugin.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.ByteSize;
import dev.rune.kernel.spec.CpuAmount;
import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.kernel.status.Exit;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.PrivateEngine;
import dev.rune.testkit.RunnerBench;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What a castfile says becomes a container")
@DisabledIfSystemProperty(named = "skipEngineTests", matches = "|true")
class ContainersTest {
    private static final Security USUAL = new Security(Optional.empty(), Optional.empty(), false, false,
            Optional.empty());

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

    private InstanceSpec spec(ContainerSection section, Resources resources) {
        InstanceSpec model = bench.spec(Behaviour.program());
        return new InstanceSpec(model.id(), model.labels(), new Workload(section, Map.of(), List.of(), resources),
                List.of());
    }

    private InstanceSpec ran(ContainerSection section) {
        InstanceSpec spec = bench.started(spec(section, Resources.NONE));
        assertEquals(Exit.code(0), bench.awaitEnd(spec).exit().orElseThrow(), () -> bench.texts(spec).toString());
        return spec;
    }

    private static ContainerSection shell(String script, Security security, List<VolumeMount> volumes,
            Optional<String> workdir) {
        return new ContainerSection(PrivateEngine.IMAGE, List.of("sh", "-c"), List.of(script), workdir,
                ImagePull.MISSING, false, security, volumes);
    }

    private String inspect(InstanceSpec spec, String format) {
        return PrivateEngine.docker(host, "inspect", "-f", format, bench.observed(spec).containerId().orElseThrow());
    }

    @Test
    @DisplayName("limits and requests are the engine's limits and reservations")
    void limits() {
        InstanceSpec spec = bench.started(spec(shell("sleep 1000", USUAL, List.of(), Optional.empty()),
                new Resources(
                        Optional.of(new Resources.Cpu(Optional.of(CpuAmount.parse("100m")),
                                Optional.of(CpuAmount.parse("500m")))),
                        Optional.of(new Resources.Memory(Optional.of(ByteSize.parse("16Mi")),
                                Optional.of(ByteSize.parse("64Mi")))))));
        assertEquals("100000 50000 102 67108864 67108864 16777216", inspect(spec,
                "{{.HostConfig.CpuPeriod}} {{.HostConfig.CpuQuota}} {{.HostConfig.CpuShares}} {{.HostConfig.Memory}} "
                        + "{{.HostConfig.MemorySwap}} {{.HostConfig.MemoryReservation}}"));
    }

    @Test
    @DisplayName("user, group, read-only file system, capabilities and folder are in force")
    void security() {
        Security strict = new Security(Optional.of("nobody"), Optional.of("0"), true, true, Optional.of(List.of()));
        InstanceSpec spec = ran(shell("""
                id -u; id -g; pwd; (echo x > /tmp/x) 2>/dev/null || echo read-only
                grep -E '^(CapBnd|NoNewPrivs)' /proc/self/status | tr -s '\\t' ' '""", strict, List.of(),
                Optional.of("/usr")));
        assertEquals(List.of("65534", "0", "/usr", "read-only", "CapBnd: 0000000000000000", "NoNewPrivs: 1"),
                bench.texts(spec));
    }

    @Test
    @DisplayName("command replaces ENTRYPOINT and CMD, args replaces CMD, and without both the image decides")
    void words() {
        PrivateEngine.derive(host, "rune-words:1", "true", "ENTRYPOINT [\"echo\",\"entry\"]", "CMD [\"of image\"]");
        assertEquals(List.of("entry of image"), said(List.of(), List.of()));
        assertEquals(List.of("entry mine"), said(List.of(), List.of("mine")));
        assertEquals(List.of("alone"), said(List.of("echo", "alone"), List.of()));
        assertEquals(List.of("both mine"), said(List.of("echo", "both"), List.of("mine")));
    }

    private List<String> said(List<String> command, List<String> args) {
        return bench.texts(ran(new ContainerSection("rune-words:1", command, args, Optional.empty(),
                ImagePull.MISSING, false, USUAL, List.of())));
    }

    @Test
    @DisplayName("instances of a namespace reach each other as the service and as service.namespace.rune, by their address")
    void names() {
        InstanceSpec server = bench.started(spec(shell("nc -ll -p 80 -e echo hello", USUAL, List.of(),
                Optional.empty()), Resources.NONE));
        InstanceSpec asks = spec(shell("""
                for name in subject subject.contract.rune; do
                until nc "$name" 80 2>/dev/null; do sleep 0.05; done
                done""", USUAL, List.of(), Optional.empty()), Resources.NONE);
        InstanceSpec client = bench.started(new InstanceSpec(asks.id(),
                new InstanceLabels("client", "another", 0, 1, 1, "template"), asks.workload(), List.of()));
        bench.awaitEnd(client);
        assertEquals(List.of("hello", "hello"), bench.texts(client));
        assertTrue(bench.observed(server).alive());
    }

    @Test
    @DisplayName("a namespace's network goes with its last container")
    void networkGoes() {
        InstanceSpec spec = bench.started(Behaviour.program().runsForEver());
        String network = inspect(spec, "{{.HostConfig.NetworkMode}}");
        bench.runner().stop(spec.id(), RunnerBench.AT_ONCE);
        bench.runner().remove(spec.id());
        dev.rune.testkit.Await.until("the network is gone", bench.patience(), () -> PrivateEngine
                .docker(host, "network", "ls", "-q", "-f", "name=" + network).isEmpty());
        bench.started(Behaviour.program().exits(0));
    }

    @Test
    @DisplayName("a named volume keeps what was written to it, and a read-only one cannot be written to")
    void volumes() {
        String name = "rune-test-" + bench.spec(Behaviour.program()).id().name();
        VolumeMount writable = new VolumeMount(Optional.empty(), Optional.of(name), "/data", false);
        VolumeMount fixed = new VolumeMount(Optional.empty(), Optional.of(name), "/data", true);
        try {
            ran(shell("echo kept > /data/file", USUAL, List.of(writable), Optional.empty()));
            assertEquals(List.of("kept", "read-only"),
                    bench.texts(ran(shell("cat /data/file; (echo x > /data/file) 2>/dev/null || echo read-only", USUAL,
                            List.of(fixed), Optional.empty()))));
        } finally {
            bench.runner().list().forEach(seen -> bench.runner().remove(seen.id()));
            PrivateEngine.docker(host, "volume", "rm", name);
        }
    }

    @Test
    @DisplayName("a line longer than the engine keeps in one piece comes back in one piece")
    void longLines() {
        InstanceSpec spec = ran(shell("i=0; while [ $i -lt 5000 ]; do i=$((i+1)); printf 'größer%04d' $i; done; echo; "
                + "printf end", USUAL, List.of(), Optional.empty()));
        List<String> texts = bench.texts(spec);
        assertEquals(2, texts.size());
        assertEquals(50_000, texts.getFirst().length());
        assertTrue(texts.getFirst().endsWith("größer5000"), texts.getFirst());
        assertEquals("end", texts.getLast());
    }

    @Test
    @DisplayName("an image that is not there is not fetched with imagePull: never")
    void neverPulled() {
        ContainerSection section = new ContainerSection("no-such-image:1", List.of(), List.of(), Optional.empty(),
                ImagePull.NEVER, false, USUAL, List.of());
        ProblemException refused = assertThrows(ProblemException.class,
                () -> bench.started(spec(section, Resources.NONE)));
        assertEquals(ProblemCode.START_FAILED, refused.problem().code());
        assertTrue(refused.getMessage().contains("imagePull: never"), refused.getMessage());
    }

    @Test
    @DisplayName("twenty starts of one image ask the engine for it once")
    void imagesAreRemembered() {
        for (int i = 0; i < 20; i++) {
            bench.started(Behaviour.program().exits(0));
        }
        var stats = ((DockerRunner) bench.runner()).imageStats();
        assertEquals(19, stats.hitCount(), stats::toString);
        assertEquals(1, stats.missCount(), stats::toString);
    }

    @Test
    @DisplayName("an image that somebody deletes between two starts is looked for again")
    void deletedImage() {
        PrivateEngine.docker(host, "tag", PrivateEngine.IMAGE, "rune-passing:1");
        ContainerSection section = new ContainerSection("rune-passing:1", List.of("true"), List.of(), Optional.empty(),
                ImagePull.NEVER, false, USUAL, List.of());
        bench.started(spec(section, Resources.NONE));
        PrivateEngine.docker(host, "rmi", "rune-passing:1");
        ProblemException refused = assertThrows(ProblemException.class,
                () -> bench.started(spec(section, Resources.NONE)));
        assertEquals(ProblemCode.START_FAILED, refused.problem().code());
    }
}
