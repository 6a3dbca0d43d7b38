package dev.rune.plugin.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spec.Label;
import dev.rune.kernel.spec.Port;
import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spec.TargetPort;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.InstanceId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A process starts in surroundings that are the same everywhere")
class SurroundingsTest {
    private Bench bench;

    @BeforeEach
    void open(@TempDir Path state) {
        bench = new Bench(state);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    @DisplayName("its environment holds exactly what the product says and what was declared")
    void theEnvironmentIsExact() {
        List<Port> ports = List.of(port("web-ui", 18_090, Optional.empty()), port("admin", 18_091, Optional.empty()));
        InstanceSpec spec = bench.spec(new ProcessSection("env", List.of(), "/", Bench.PLAIN),
                Map.of("LOG_LEVEL", "info", "URL", "http://localhost:{{port:admin}}/{{ port:web-ui }}{{port:none}}"),
                ports,
                Resources.NONE);
        Account own = Account.of(Long.toString(Privileges.own().uid())).orElseThrow();
        assertEquals(new TreeSet<>(Set.of("PATH=" + Environment.PATH, "LANG=C.UTF-8", "HOME=" + own.home(),
                "USER=" + own.name(), "PORT=18090", "PORT_WEB_UI=18090", "PORT_ADMIN=18091", "LOG_LEVEL=info",
                "URL=http://localhost:18091/18090{{port:none}}", "RUNE_SERVICE_NAME=subject",
                "RUNE_SERVICE_NAMESPACE=bench",
                "RUNE_INSTANCE_ID=" + spec.id().name())), new TreeSet<>(bench.output(spec)));
    }

    @Test
    @DisplayName("what is declared wins, except over what names the instance")
    void whatIsDeclaredWins() {
        InstanceSpec spec = bench.spec(Bench.shell("echo $PATH $LANG $RUNE_INSTANCE_ID"),
                Map.of("PATH", "/bin", "LANG", "xx", "RUNE_INSTANCE_ID", "another"), List.of(), Resources.NONE);
        assertEquals(List.of("/bin xx " + spec.id().name()), bench.output(spec));
    }

    @Test
    @DisplayName("it has no open files, no signals blocked or ignored, and the usual limits, mask, niceness and folder")
    void nothingIsInheritedFromTheDaemon() {
        List<String> said = bench.output(Bench.shell("""
                ls /proc/$$/fd
                grep -E 'Sig(Blk|Ign)|Groups' /proc/$$/status | tr -d '\\t'
                umask; ulimit -n; ulimit -c; pwd; nice; cat /proc/$$/oom_score_adj; readlink /proc/$$/fd/0
                ps -o sid= -p $$ | tr -d ' '; echo $$"""));
        assertEquals(List.of("0", "1", "2"), said.subList(0, 3));
        assertTrue(said.contains("SigBlk:0000000000000000"), said::toString);
        assertTrue(said.contains("SigIgn:0000000000000000"), said::toString);
        assertEquals(List.of("0022", "1024", "0", "/", "0", "0", "/dev/null"), said.subList(6, 13));
        assertEquals(said.get(13), said.get(14), "it leads a session of its own");
    }

    @Test
    @DisplayName("a name is looked up on its own PATH, arguments and workdir are taken as they are")
    void commandArgumentsAndWorkdir() {
        ProcessSection section = new ProcessSection("sh",
                List.of("-c", "pwd; printf '%s|' \"$@\"", "x", " a  b ", "", "c\nd"),
                "/usr/lib", Bench.PLAIN);
        assertEquals(List.of("/usr/lib", " a  b ||c", "d|"), bench.output(section));
    }

    @Test
    @DisplayName("a port of its own lies outside the range of clients' ports, is told and put into arguments")
    void anAutomaticPort() {
        Port auto = port("http", 80, Optional.of(TargetPort.AUTO));
        InstanceId first = bench.start(bench.spec(Bench.shell("echo port {{port:http}} $PORT; sleep 1000"), Map.of(),
                List.of(auto), Resources.NONE));
        InstanceId second = bench.start(bench.spec(Bench.shell("sleep 1000"), Map.of(), List.of(auto), Resources.NONE));
        Endpoint endpoint = bench.observed(first).endpoints().getFirst();
        assertEquals("port " + endpoint.port() + " " + endpoint.port(), bench.awaitLine(first, "port"));
        assertEquals(new Endpoint("http", 80, "127.0.0.1", endpoint.port(), false), endpoint);
        assertNotEquals(endpoint.port(), bench.observed(second).endpoints().getFirst().port());
    }

    @Test
    @DisplayName("secrets in its environment and arguments are on no disk and in no command line of ours")
    void secretsStayInMemory() throws java.io.IOException {
        String secret = "hush-" + java.util.UUID.randomUUID();
        InstanceId id = bench
                .start(bench.spec(Bench.shell("sleep 1000"), Map.of("SECRET", secret), List.of(), Resources.NONE));
        try (var files = java.nio.file.Files.walk(bench.folder(id).getParent().getParent().getParent())) {
            for (Path file : files.filter(java.nio.file.Files::isRegularFile).toList()) {
                assertFalse(
                        new String(java.nio.file.Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
                                .contains(secret),
                        () -> "the secret is in " + file);
            }
        }
        long shim = bench.record(id).shim().pid();
        assertFalse(ProcFile.read(Path.of("/proc/" + shim + "/cmdline")).contains(secret));
        assertFalse(ProcFile.read(Path.of("/proc/" + shim + "/environ")).contains(secret));
    }

    private static Port port(String name, int number, Optional<TargetPort> target) {
        return new Port(new Label(name), number, target, Port.Protocol.TCP);
    }
}
