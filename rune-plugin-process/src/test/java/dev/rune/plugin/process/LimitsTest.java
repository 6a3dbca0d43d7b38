package dev.rune.plugin.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spec.ByteSize;
import dev.rune.kernel.spec.CpuAmount;
import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.Refusal;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Limits are enforced by control groups, or refused")
class LimitsTest {
    private static final Resources LIMITS = new Resources(
            Optional.of(new Resources.Cpu(Optional.of(CpuAmount.parse("100m")), Optional.of(CpuAmount.parse("250m")))),
            Optional.of(new Resources.Memory(Optional.empty(), Optional.of(ByteSize.parse("48Mi")))));

    private Bench bench;

    @BeforeEach
    void open(@TempDir Path state) {
        bench = new Bench(state);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private boolean refused(InstanceSpec spec) {
        List<Refusal> refusals = new ProcessRunnerProvider().check(spec.workload());
        if (refusals.isEmpty()) {
            return false;
        }
        assertTrue(refusals.stream().allMatch(refusal -> refusal.path().startsWith("resources.")), refusals::toString);
        return true;
    }

    @Test
    @DisplayName("processor time and memory are limited, and the groups go with the instance")
    void limits() throws IOException {
        InstanceSpec spec = bench.spec(Bench.shell("sleep 1000"), Map.of(), List.of(), LIMITS);
        if (refused(spec)) {
            return;
        }
        InstanceId id = bench.start(spec);
        List<Path> groups = bench.record(id).cgroup().directories();
        assertFalse(groups.isEmpty());
        for (Path group : groups) {
            assertTrue(Files.readAllLines(group.resolve("cgroup.procs")).contains(
                    Long.toString(bench.observed(id).pid().orElseThrow())), () -> "not in " + group);
        }
        String settings = settings(groups);
        assertTrue(settings.contains("25000"), settings);
        assertTrue(settings.contains(Long.toString(48L << 20)), settings);
        bench.runner().stop(id, Bench.AT_ONCE);
        groups.forEach(group -> assertFalse(Files.exists(group) || Files.exists(group.getParent())));
    }

    private static String settings(List<Path> groups) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path group : groups) {
            for (String file : List.of("cpu.cfs_quota_us", "memory.limit_in_bytes", "cpu.max", "memory.max")) {
                if (Files.exists(group.resolve(file))) {
                    all.append(file).append(' ').append(ProcFile.read(group.resolve(file)));
                }
            }
        }
        return all.toString();
    }

    @Test
    @DisplayName("going over the memory limit is told as such, also by the next daemon, also if none was there to see it")
    void outOfMemory() {
        InstanceSpec spec = bench.spec(Bench.shell("sleep 1; exec dd if=/dev/zero of=/dev/null bs=256M"), Map.of(),
                List.of(),
                LIMITS);
        if (refused(spec)) {
            return;
        }
        InstanceSpec unseen = bench.spec(Bench.shell("sleep 1; exec dd if=/dev/zero of=/dev/null bs=256M"), Map.of(),
                List.of(), LIMITS);
        InstanceId id = bench.start(spec);
        assertTrue(bench.awaitEnd(id).exit().orElseThrow().outOfMemory());
        bench.start(unseen);
        long pid = bench.observed(unseen.id()).pid().orElseThrow();
        bench.runner().close();
        Bench.awaitDeath(pid);
        Bench.awaitDeath(bench.record(unseen.id()).shim().pid());
        bench.restart();
        assertTrue(bench.observed(id).exit().orElseThrow().outOfMemory());
        assertTrue(bench.awaitEnd(unseen.id()).exit().orElseThrow().outOfMemory());
    }

    @Test
    @DisplayName("a kill by somebody else is not blamed on memory")
    void killedOtherwise() {
        InstanceSpec spec = bench.spec(Bench.shell("kill -9 $$"), Map.of(), List.of(), LIMITS);
        if (refused(spec)) {
            return;
        }
        assertEquals(Exit.signal(9), bench.awaitEnd(bench.start(spec)).exit().orElseThrow());
    }

    @Test
    @DisplayName("a host without control groups is named in the refusal")
    void refusal() {
        InstanceSpec spec = bench.spec(Bench.shell("true"), Map.of(), List.of(), LIMITS);
        assertEquals(
                List.of(new Refusal("resources.cpu.limit", "no groups"),
                        new Refusal("resources.memory.limit", "no groups")),
                new WorkloadCheck(spec.workload(), Privileges.own(), () -> new ControlGroups.Missing("no groups"))
                        .refusals());
    }

    @Test
    @DisplayName("the second version of control groups gets its limits in its own words, or says what it lacks")
    void secondVersion(@TempDir Path top) throws IOException {
        Cgroup2 groups = new Cgroup2(Optional.of(top), false, Optional.empty());
        Files.writeString(top.resolve("cgroup.controllers"), "cpuset cpu pids\n");
        Files.writeString(top.resolve("cgroup.subtree_control"), "\n");
        Files.writeString(top.resolve("cgroup.procs"), "");
        assertEquals(Optional.empty(), groups.refusal("cpu"));
        assertTrue(groups.refusal("memory").orElseThrow().contains("Delegate=yes"));
        Files.writeString(top.resolve("cgroup.controllers"), "cpuset cpu memory pids\n");
        assertEquals(Optional.empty(), groups.refusal("memory"));
        Files.createDirectory(top.resolve("rune-me"));
        Files.writeString(top.resolve("rune-me").resolve("cgroup.subtree_control"), "");
        ControlGroup group = groups.create("me", new InstanceId("ns", "api-1"), LIMITS);
        Path own = top.resolve("rune-me").resolve("ns_api-1");
        assertEquals(List.of(own), group.directories());
        assertEquals("+cpu +memory", Files.readString(top.resolve("cgroup.subtree_control")));
        assertEquals("25000 100000", Files.readString(own.resolve("cpu.max")));
        assertEquals(Long.toString(48L << 20), Files.readString(own.resolve("memory.max")));
        Files.writeString(own.resolve("memory.events"), "low 0\noom 1\noom_kill 1\n");
        assertTrue(group.killedForMemory());
    }

    @Test
    @DisplayName("control groups that are mounted read-only are told from those that only root may make")
    void readOnly(@TempDir Path top) throws IOException {
        Path absent = top.resolve("absent");
        for (String line : List.of(" ro,relatime - cgroup cgroup rw,memory", " rw - cgroup cgroup ro,memory")) {
            CgroupMounts mounts = CgroupMounts.parse(List.of("33 31 0:30 / " + absent + line),
                    List.of("4:memory:/unit"));
            assertTrue(new Cgroup1(mounts).refusal("memory").orElseThrow()
                    .startsWith("the control groups in " + absent + " are mounted read-only"));
        }
        CgroupMounts writable = CgroupMounts.parse(
                List.of("33 31 0:30 / " + absent + " rw - cgroup cgroup rw,memory"), List.of("4:memory:/unit"));
        assertEquals("runed may not make control groups in " + absent + ": run it as root",
                new Cgroup1(writable).refusal("memory").orElseThrow());
        CgroupMounts second = CgroupMounts.parse(List.of("30 23 0:26 / " + top + " ro - cgroup2 cgroup2 rw"),
                List.of("0::/unit"));
        Files.writeString(top.resolve("cgroup.controllers"), "cpu memory\n");
        Files.writeString(top.resolve("cgroup.subtree_control"), "cpu memory\n");
        Cgroup2 groups = new Cgroup2(Optional.of(top), true, second.unchangeable(top));
        assertTrue(groups.refusal("memory").orElseThrow().contains("mounted read-only"));
    }

    @Test
    @DisplayName("mounts are read as the kernel writes them")
    void mounts() {
        CgroupMounts first = CgroupMounts.parse(
                List.of("33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct",
                        "35 31 0:32 /docker/abc /proc rw - cgroup cgroup rw,memory",
                        "27 1 254:0 / / rw - ext4 /dev/vda rw"),
                List.of("4:memory:/docker/abc/sys", "1:cpu,cpuacct:/nowhere", "0::/unit"));
        assertEquals(Map.of("memory", Path.of("/proc/sys"), "cpu", Path.of("/sys/fs/cgroup/cpu,cpuacct"), "cpuacct",
                Path.of("/sys/fs/cgroup/cpu,cpuacct")), first.hierarchies());
        CgroupMounts second = CgroupMounts.parse(List.of("30 23 0:26 / /sys rw - cgroup2 cgroup2 rw"),
                List.of("0::/kernel"));
        assertEquals(Map.of("", Path.of("/sys/kernel")), second.hierarchies());
        assertEquals(Map.of("", Path.of("/sys")), second.roots());
    }
}
