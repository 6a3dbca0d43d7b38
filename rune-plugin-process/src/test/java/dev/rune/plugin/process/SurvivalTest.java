package dev.rune.plugin.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spec.StopPolicy;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import dev.rune.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Instances survive whoever started them, and die as a whole")
class SurvivalTest {
    private static final int SIGKILL = 9;
    /** Double-forked, in a session of its own, without the instance's variables, and deaf to every polite signal. */
    private static final String GRANDCHILD = "( setsid env -i sh -c 'trap \"\" HUP INT TERM; echo grandchild $$; "
            + "while :; do sleep 1; done' & ); ";

    private Bench bench;

    @BeforeEach
    void open(@TempDir Path state) {
        bench = new Bench(state);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private long grandchild(InstanceId id) {
        return Long.parseLong(bench.awaitLine(id, "grandchild").split(" ")[1]);
    }

    private void kill(ProcessKey process) {
        process.signal(SIGKILL);
        Bench.awaitDeath(process.pid());
    }

    @Test
    @DisplayName("stop kills a double-forked grandchild that left the session, the environment and SIGTERM behind")
    void stopKillsTheTree() {
        InstanceId id = bench.start(Bench.shell(GRANDCHILD + "sleep 1000"));
        long grandchild = grandchild(id);
        bench.runner().stop(id, new StopPolicy(Signal.SIGTERM, Duration.ofSeconds(10)));
        assertFalse(Bench.lives(grandchild));
        assertEquals(Exit.signal(15), bench.observed(id).exit().orElseThrow());
    }

    @Test
    @DisplayName("what is left of a program that ends by itself is killed")
    void theRestDiesWithTheProgram() {
        InstanceId id = bench.start(Bench.shell(GRANDCHILD + "sleep 0.5; exit 3"));
        long grandchild = grandchild(id);
        assertEquals(Exit.code(3), bench.awaitEnd(id).exit().orElseThrow());
        assertFalse(Bench.lives(grandchild));
    }

    @Test
    @DisplayName("a killed shim leaves its instance running; its end is still seen and completed")
    void aKilledShim() {
        InstanceId id = bench.start(Bench.shell("(setsid sh -c 'echo grandchild $$; exec sleep 1000' &); sleep 1000"));
        long grandchild = grandchild(id);
        kill(bench.record(id).shim());
        assertTrue(bench.observed(id).alive());
        bench.runner().stop(id, new StopPolicy(Signal.SIGTERM, Duration.ofSeconds(10)));
        assertFalse(Bench.lives(grandchild), "whoever carries the instance's id dies with it");
        Exit exit = bench.observed(id).exit().orElseThrow();
        assertEquals(KernelVersion.own().atLeast(6, 15) ? Exit.signal(15) : Exit.UNKNOWN, exit);
    }

    @Test
    @DisplayName("a shim that hangs does not keep its instance from being stopped")
    void aHangingShim() {
        InstanceId id = bench.start(Bench.shell(GRANDCHILD + "sleep 1000"));
        long grandchild = grandchild(id);
        bench.record(id).shim().signal(Signal.SIGSTOP.number());
        bench.runner().stop(id, Bench.AT_ONCE);
        assertFalse(Bench.lives(grandchild));
        assertFalse(bench.observed(id).alive());
    }

    @Test
    @DisplayName("shims belong to neither the daemon nor its session")
    void shimsStandAlone() {
        InstanceId id = bench.start(Bench.shell("sleep 1000"));
        ProcessStat shim = bench.record(id).shim().stat().orElseThrow();
        assertEquals(shim.pid(), shim.session());
        for (long ancestor = shim.parent(); ancestor > 1; ancestor = ProcessStat.of(ancestor).orElseThrow().parent()) {
            assertFalse(ancestor == ProcessHandle.current().pid(), "a shim descends from the daemon");
        }
    }

    @Test
    @DisplayName("after a sudden end of the daemon the same processes are found, also what ended or lost its shim meanwhile")
    void aSuddenEnd() {
        InstanceId lives = bench.start(Bench.shell("sleep 1000"));
        InstanceId ends = bench.start(Bench.shell("sleep 0.3; exit 7"));
        InstanceId orphan = bench.start(Bench.shell("sleep 1000"));
        InstanceId lost = bench.start(Bench.shell("sleep 1000"));
        long pid = bench.observed(lives).pid().orElseThrow();
        InstanceRecord lostRecord = bench.record(lost);
        ProcessKey orphanShim = bench.record(orphan).shim();
        bench.runner().close();
        kill(orphanShim);
        kill(lostRecord.shim());
        kill(lostRecord.process());
        Await.until("it has ended", Bench.PATIENCE, () -> Files.exists(bench.folder(ends).resolve("exit")));
        bench.restart();
        assertEquals(pid, bench.observed(lives).pid().orElseThrow());
        assertTrue(bench.observed(lives).alive());
        assertEquals(Exit.code(7), bench.awaitEnd(ends).exit().orElseThrow());
        assertTrue(bench.observed(orphan).alive());
        assertEquals(Exit.UNKNOWN, bench.observed(lost).exit().orElseThrow());
        ObservedInstance before = bench.observed(lost);
        bench.restartSuddenly();
        assertEquals(before, bench.observed(lost), "an unknown end stays what it was");
    }

    @Test
    @DisplayName("after a reboot nothing lives, whatever processes have its numbers now")
    void anotherBoot() throws IOException {
        InstanceId id = bench.start(Bench.shell("sleep 1000"));
        InstanceRecord record = bench.record(id);
        bench.runner().close();
        Path file = bench.folder(id).resolve("instance");
        Files.writeString(file, Files.readString(file).replace(record.boot(), "another-boot"));
        bench.restart();
        assertEquals(Exit.UNKNOWN, bench.observed(id).exit().orElseThrow());
        assertTrue(Bench.lives(record.process().pid()), "a process of another boot is not ours");
        kill(record.process());
    }

    @Test
    @DisplayName("what was not completely started leaves nothing; what cannot be read is left alone")
    void leftovers() throws IOException {
        InstanceId id = bench.start(Bench.shell("sleep 1000"));
        Path runs = bench.folder(id).getParent();
        Files.createDirectory(runs.resolve("half-1"));
        Files.writeString(runs.resolve("half-1").resolve("out.log"), "");
        Files.createDirectory(runs.resolve("newer-1"));
        Files.writeString(runs.resolve("newer-1").resolve("instance"), "format=2\n");
        Files.createSymbolicLink(runs.resolve("link-1"), bench.folder(id));
        bench.restart();
        assertFalse(Files.exists(runs.resolve("half-1")));
        assertTrue(Files.exists(runs.resolve("newer-1").resolve("instance")));
        assertEquals(List.of(id), bench.runner().list().stream().map(ObservedInstance::id).toList());
    }

    @Test
    @DisplayName("a run folder that is a symbolic link is refused")
    void aPlantedLink(@TempDir Path state, @TempDir Path elsewhere) throws IOException {
        Files.createSymbolicLink(state.resolve("run"), elsewhere);
        ProblemException refused = Assertions.assertThrows(ProblemException.class, () -> new Bench(state).close());
        assertEquals(ProblemCode.FORBIDDEN, refused.problem().code());
    }

    @Test
    @DisplayName("the program that starts instances is made anew when it is killed")
    void aKilledServer() throws IOException {
        bench.start(Bench.shell("sleep 1000"));
        String[] holder = Files.readString(bench.folder(new InstanceId("x", "y")).getParent().getParent().getParent()
                .resolve("shim.lock")).strip().split(" ");
        kill(new ProcessKey(Long.parseLong(holder[0]), Long.parseLong(holder[1])));
        InstanceSpec spec = bench.spec(Bench.shell("sleep 1000"), Map.of(), List.of(), Resources.NONE);
        Await.until("it starts again", Bench.PATIENCE, () -> {
            try {
                bench.runner().start(spec);
                return true;
            } catch (ProblemException away) {
                return false;
            }
        });
        assertTrue(bench.observed(spec.id()).alive());
    }

    @Test
    @DisplayName("two hundred that start at once are all listed, each with a process of its own")
    void twoHundred() throws InterruptedException {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<InstanceSpec> specs = java.util.stream.Stream
                .generate(() -> bench.spec(new ProcessSection("sleep", List.of("1000"), "/", Bench.PLAIN), Map.of(),
                        List.of(),
                        Resources.NONE))
                .limit(200).toList();
        List<Thread> threads = specs.stream().map(spec -> Thread.ofVirtual().start(() -> {
            try {
                bench.runner().start(spec);
            } catch (RuntimeException failed) {
                failures.add(failed);
            }
        })).toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), List.copyOf(failures));
        Set<Long> pids = new HashSet<>();
        bench.runner().list().stream().filter(ObservedInstance::alive)
                .forEach(seen -> pids.add(seen.pid().orElseThrow()));
        assertEquals(200, pids.size());
    }
}
