package dev.rune.plugin.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spec.ByteSize;
import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.TerminalSize;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A command beside an instance has its surroundings")
class ExecTest {
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
    @DisplayName("exit codes and signals are exact, 127 and 126 as in a shell")
    void exitCodes() {
        InstanceId id = bench.start(Bench.shell("sleep 1000"));
        assertEquals("exit code 0", bench.exec(id, "true"));
        assertEquals("exit code 200", bench.exec(id, "sh", "-c", "exit 200"));
        assertEquals("SIGKILL", bench.exec(id, "sh", "-c", "kill -9 $$"));
        assertEquals("exit code 137", bench.exec(id, "sh", "-c", "exit 137"));
        assertEquals("exit code 127", bench.exec(id, "no-such-program"));
        assertEquals("exit code 126", bench.exec(id, "/etc/passwd"));
    }

    @Test
    @DisplayName("the instance's variables, folder, user and limits, also after the daemon was started anew")
    void surroundings() {
        boolean root = Privileges.own().uid() == 0;
        SecurityContext security = new SecurityContext(root ? Optional.of("nobody") : Optional.empty(),
                Optional.empty(), true,
                false, Optional.empty(), List.of(), List.of("mkdir", "mkdirat"));
        InstanceSpec spec = bench.spec(new ProcessSection("sleep", List.of("1000"), "/usr", security),
                Map.of("SECRET", "multi\nline"), List.of(), Resources.NONE);
        InstanceId id = bench.start(spec);
        bench.restartSuddenly();
        String said = bench.exec(id, "sh", "-c",
                "echo $SECRET $RUNE_INSTANCE_ID; pwd; id -u; ulimit -n; grep -E 'Seccomp:|NoNew' /proc/self/status");
        assertEquals("multi line " + id.name() + "\n/usr\n" + (root ? 65534 : Privileges.own().uid())
                + "\n1024\nNoNewPrivs:\t1\nSeccomp:\t2\nexit code 0", said);
    }

    @Test
    @DisplayName("it joins the instance's control groups")
    void controlGroups() {
        if (!ControlGroups.OfThisHost.FOUND.refusal("memory").isEmpty()) {
            return;
        }
        Resources limited = new Resources(Optional.empty(),
                Optional.of(new Resources.Memory(Optional.empty(), Optional.of(ByteSize.parse("64Mi")))));
        InstanceId id = bench.start(bench.spec(Bench.shell("sleep 1000"), Map.of(), List.of(), limited));
        String said = bench.exec(id, "cat", "/proc/self/cgroup");
        assertTrue(said.contains("/rune-bench/" + ControlGroups.name(id)), said);
    }

    @Test
    @DisplayName("with a terminal, what is typed is seen and the end of input ends it")
    void aTerminal() throws IOException, InterruptedException {
        InstanceId id = bench.start(Bench.shell("sleep 1000"));
        try (ExecSession session = bench.runner().exec(id,
                new ExecRequest(List.of("sh", "-c", "tty; cat; echo $TERM; exit 9"),
                        Map.of(), Optional.empty(), Optional.of(new TerminalSize(80, 24))))) {
            session.stdin().write("typed\n".getBytes(StandardCharsets.UTF_8));
            session.stdin().close();
            String shown = new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(shown.contains("/dev/pts/"), shown);
            assertEquals(2, shown.split("typed\r\n", -1).length - 1, () -> "typed and read: " + shown);
            assertTrue(shown.endsWith("xterm\r\n"), shown);
            assertEquals(Exit.code(9), session.waitFor());
        }
    }

    @Test
    @DisplayName("what it leaves in the background dies with it")
    void itsTreeDies() {
        InstanceId id = bench.start(Bench.shell("sleep 1000"));
        String said = bench.exec(id, "sh", "-c", "(setsid sleep 1000 >/dev/null 2>&1 & echo $!)");
        Bench.awaitDeath(Long.parseLong(said.substring(0, said.indexOf('\n'))));
    }

    @Test
    @DisplayName("large output comes whole")
    void largeOutput() {
        InstanceId id = bench.start(Bench.shell("sleep 1000"));
        assertEquals(5_000_000 + "exit code 0".length(),
                bench.exec(id, "sh", "-c", "head -c 5000000 /dev/zero | tr '\\0' x").length());
    }
}
