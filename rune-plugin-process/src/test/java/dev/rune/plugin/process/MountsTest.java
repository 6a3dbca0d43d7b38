package dev.rune.plugin.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.MountedDirectory;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.kernel.status.InstanceId;
import dev.rune.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsTest {
    private static final boolean OWN_VIEW = Privileges.own().has(LinuxCapability.SYS_ADMIN);

    @TempDir
    Path directory;
    Bench bench;
    Path files;
    Path place;

    @BeforeEach
    void makeFiles() throws IOException {
        bench = new Bench(Files.createDirectory(directory.resolve("state")));
        files = Files.createDirectory(directory.resolve("files"));
        Files.writeString(files.resolve("password"), "hunter2");
        place = directory.resolve("not/there/yet");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private InstanceSpec mounting(String script, Map<String, String> env) {
        InstanceSpec bare = bench.spec(Bench.shell(script), env, List.of(), Resources.NONE);
        return new InstanceSpec(bare.id(), bare.labels(), bare.workload(),
                List.of(new MountedDirectory("my-db", files, place.toString())));
    }

    @Test
    void aProcessSeesTheFilesWhereItsVariableSays() {
        String seen = (OWN_VIEW ? place : files).toString();
        assertEquals(List.of(seen, "hunter2", seen + "/password", seen),
                bench.output(mounting("echo $RUNE_MOUNT_MY_DB; cat $RUNE_MOUNT_MY_DB/password; echo; echo $FILE; "
                        + "echo {{mount:my-db}}", Map.of("FILE", "{{mount:my-db}}/password"))));
    }

    @Test
    void nobodyElseSeesThemThereAndNobodyCanWriteToThem() {
        List<String> output = bench
                .output(mounting("touch $RUNE_MOUNT_MY_DB/more 2>/dev/null && echo written || echo refused", Map.of()));
        assertEquals(List.of(OWN_VIEW ? "refused" : "written"), output);
        assertFalse(Files.exists(place.resolve("password")));
    }

    @Test
    void aPlaceThatWasMissingIsThereAsLongAsSomebodySeesItAndThenGone() throws IOException {
        Assumptions.assumeTrue(OWN_VIEW, "without a view of its own a process sees the files where they are");
        InstanceId first = bench.start(mounting("exec sleep 1000", Map.of()));
        InstanceId second = bench.start(mounting("exec sleep 1000", Map.of()));
        bench.runner().stop(first, Bench.AT_ONCE);
        bench.restartSuddenly();
        Path seen = Path.of("/proc/" + bench.observed(second).pid().orElseThrow() + "/root" + place, "password");
        assertEquals("hunter2", Files.readString(seen));
        Path other = Files.createFile(directory.resolve("not/others"));
        bench.runner().stop(second, Bench.AT_ONCE);
        Await.until("the place is gone", Bench.PATIENCE, () -> !Files.exists(directory.resolve("not/there")));
        assertTrue(Files.exists(other), "what is somebody else's stays");
        assertEquals("hunter2", Files.readString(files.resolve("password")));
    }

    @Test
    void nothingGoesOnWhenTheRunnerIsClosed() {
        InstanceId id = bench.start(mounting("exec sleep 1000", Map.of()));
        bench.runner().stop(id, Bench.AT_ONCE);
        bench.restart();
        assertFalse(Files.exists(directory.resolve("not")), "the place is removed before, not after the close");
    }

    @Test
    void whatStandsForAReferenceIsNotLookedAtAgain() {
        InstanceSpec bare = bench.spec(Bench.shell("printf '%s' \"$A\""), Map.of(), List.of(), Resources.NONE);
        Workload workload = new Workload(bare.workload().section(), Map.of("A", "<{{ secret:db/k }}>"), List.of(),
                Resources.NONE, Map.of("secret:db/k", "{{secret:db/k}}{{mount:my-db}}"));
        List<String> output = bench.output(new InstanceSpec(bare.id(), bare.labels(), workload,
                List.of(new MountedDirectory("my-db", files, place.toString()))));
        assertTrue(output.contains("<{{secret:db/k}}{{mount:my-db}}>"), output.toString());
    }
}
