package dev.rune.plugin.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spi.runner.Refusal;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.kernel.status.InstanceId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As root, that it is enforced; as anybody else, that it is refused and not ignored. */
@DisplayName("A security context is enforced or refused")
class SecurityTest {
    private static final boolean ROOT = Privileges.own().uid() == 0;

    private Bench bench;

    @BeforeEach
    void open(@TempDir Path state) {
        bench = new Bench(state);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** The output of {@code script}; nothing where {@code path} was refused, as it must be without privileges. */
    private Optional<List<String>> run(String script, SecurityContext security, String path) {
        ProcessSection section = Bench.shell(script, security);
        List<Refusal> refusals = new ProcessRunnerProvider()
                .check(new Workload(section, Map.of(), List.of(), Resources.NONE));
        if (!ROOT) {
            assertEquals(List.of(path), refusals.stream().map(Refusal::path).distinct().toList());
            return Optional.empty();
        }
        assertEquals(List.of(), refusals);
        return Optional.of(bench.output(section));
    }

    private static SecurityContext context(Optional<String> user, Optional<String> group,
            Optional<List<LinuxCapability>> capabilities) {
        return new SecurityContext(user, group, false, false, capabilities, List.of(), List.of());
    }

    @Test
    @DisplayName("user alone: its primary group, no others, its home and name")
    void userAlone() {
        run("id -u; id -g; id -G; echo $HOME $USER; echo again >>/dev/stdout; grep CapEff /proc/self/status | cut -f2",
                context(Optional.of("nobody"), Optional.empty(), Optional.empty()), "process.securityContext.user")
                .ifPresent(said -> assertEquals(
                        List.of("65534", "65534", "65534", "/nonexistent nobody", "again", "0000000000000000"), said));
    }

    @Test
    @DisplayName("numbers need no entry")
    void numbers() {
        run("id -u; id -g; echo $HOME $USER", context(Optional.of("12345"), Optional.of("23456"), Optional.empty()),
                "process.securityContext.user")
                .ifPresent(said -> assertEquals(List.of("12345", "23456", "/ 12345"), said));
    }

    @Test
    @DisplayName("group alone leaves the user")
    void groupAlone() {
        run("id -u; id -g; id -G", context(Optional.empty(), Optional.of("daemon"), Optional.empty()),
                "process.securityContext.group").ifPresent(said -> assertEquals(List.of("0", "1", "1"), said));
    }

    @Test
    @DisplayName("only the capabilities named are kept, also for another user")
    void capabilities() {
        run("grep -E 'Cap(Eff|Bnd)' /proc/self/status | cut -f2", context(Optional.of("nobody"), Optional.empty(),
                Optional.of(List.of(LinuxCapability.NET_BIND_SERVICE))), "process.securityContext.capabilities")
                .ifPresent(said -> assertEquals(List.of("0000000000000400", "0000000000000400"), said));
        run("grep -E 'Cap(Eff|Bnd)' /proc/self/status | cut -f2",
                context(Optional.empty(), Optional.empty(), Optional.of(List.of())),
                "process.securityContext.capabilities")
                .ifPresent(said -> assertEquals(List.of("0000000000000000", "0000000000000000"), said));
    }

    @Test
    @DisplayName("no new privileges")
    void noNewPrivileges() {
        assertEquals(List.of("1"), bench.output(Bench.shell("grep NoNewPrivs /proc/self/status | cut -f2",
                new SecurityContext(Optional.empty(), Optional.empty(), true, false, Optional.empty(), List.of(),
                        List.of()))));
    }

    @Test
    @DisplayName("a read-only file system, of its own")
    void readOnly(@TempDir Path folder) {
        SecurityContext security = new SecurityContext(Optional.empty(), Optional.empty(), false, true,
                Optional.empty(),
                List.of(), List.of());
        run("touch " + folder + "/file 2>/dev/null && echo written; echo x >/dev/null && echo device; "
                + "touch /dev/shm/rune-test && rm /dev/shm/rune-test && echo shared", security,
                "process.securityContext.readOnlyFS").ifPresent(said -> {
                    assertEquals(List.of("device", "shared"), said);
                    assertTrue(folder.toFile().canWrite() && new java.io.File(folder.toFile(), "other").mkdir());
                });
    }

    @Test
    @DisplayName("denied system calls fail, and only they")
    void deniedSyscalls() {
        SecurityContext security = new SecurityContext(Optional.empty(), Optional.empty(), false, false,
                Optional.empty(),
                List.of(), List.of("mkdir", "mkdirat"));
        assertEquals(List.of("mkdir: cannot create directory '/tmp/rune-denied': Operation not permitted", "1", "2"),
                bench.output(
                        Bench.shell("mkdir /tmp/rune-denied 2>&1; echo $?; grep Seccomp: /proc/self/status | cut -f2",
                                security))
                        .stream().map(line -> line.replace('‘', '\'').replace('’', '\'')).toList());
    }

    @Test
    @DisplayName("with a list of allowed system calls all others fail")
    void allowedSyscalls() {
        SecurityContext security = new SecurityContext(Optional.empty(), Optional.empty(), false, false,
                Optional.empty(),
                List.of("read", "write"), List.of());
        InstanceId id = bench.start(new ProcessSection("/bin/ls", List.of("/"), "/", security));
        assertTrue(!bench.awaitEnd(id).exit().orElseThrow().success(), "it needs far more than read and write");
        assertTrue(bench.texts(id).stream().noneMatch(line -> line.contains("etc")), "it has read a folder");
    }

    @Test
    @DisplayName("names that do not exist are refused, each at its place")
    void unknownNamesAreRefused() {
        SecurityContext security = new SecurityContext(Optional.of("no-such-user"), Optional.of("no-such-group"), false,
                false,
                Optional.empty(), List.of("raed"), List.of("execve"));
        List<Refusal> refusals = new WorkloadCheck(
                new Workload(Bench.shell("true {{port:nope}}", security), Map.of("X", "{{port:nor}}"), List.of(),
                        Resources.NONE),
                new Privileges(0, 0, List.of(), -1L), () -> new ControlGroups.Missing("none")).refusals();
        assertEquals(List.of("process.args", "env.X", "process.securityContext.user", "process.securityContext.group",
                "process.securityContext.allowedSyscalls", "process.securityContext.deniedSyscalls"),
                refusals.stream().map(Refusal::path).toList());
        assertTrue(refusals.get(2).message().contains("no-such-user"));
    }

    @Test
    @DisplayName("without privileges another user, capabilities and a read-only file system are refused")
    void withoutPrivileges() {
        Privileges ordinary = new Privileges(1000, 1000, List.of(27L), 0);
        SecurityContext security = new SecurityContext(Optional.of("root"), Optional.of("root"), true, true,
                Optional.of(List.of()), List.of(), List.of());
        List<Refusal> refusals = new WorkloadCheck(
                new Workload(Bench.shell("true", security), Map.of(), List.of(), Resources.NONE),
                ordinary, () -> new ControlGroups.Missing("none")).refusals();
        assertEquals(List.of("process.securityContext.user", "process.securityContext.group",
                "process.securityContext.capabilities", "process.securityContext.readOnlyFS"),
                refusals.stream().map(Refusal::path).toList());
    }
}
