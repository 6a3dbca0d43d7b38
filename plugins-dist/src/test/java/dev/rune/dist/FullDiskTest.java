package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk without room refuses changes and ends nothing; with room again all goes on by itself. */
class FullDiskTest {
    private static final String TAG = "rune-full-disk-test-" + ProcessHandle.current().pid();

    @TempDir
    Path directory;
    private Path disk;

    @BeforeEach
    void mount() throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a small disk");
        disk = Files.createDirectory(directory.resolve("data"));
        Distribution.run(List.of("mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", disk.toString()), Map.of(),
                "").done();
    }

    @AfterEach
    void unmount() {
        if (disk != null) {
            Distribution.run(List.of("umount", "--lazy", disk.toString()), Map.of(), "").done();
        }
    }

    private void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            while (true) {
                out.write(new byte[512]);
            }
        } catch (IOException full) {
            assertEquals("No space left on device", full.getMessage());
        }
    }

    @Test
    void supervisionOutlivesIt() throws IOException {
        try (var runed = Runed.start(directory)) {
            runed.cast(Castfile.shell("talk", TAG, "while :; do echo line; sleep 0.1; done", "scale: 2")).done();
            fill(disk.resolve("fill"));
            alive(runed).getFirst().destroyForcibly();
            var large = List.of("create", "configmap", "large", "--from-literal", "k=" + "x".repeat(60_000));
            assertNotEquals(0, runed.rune(large.toArray(String[]::new)).code());
            Files.delete(disk.resolve("fill"));
            Await.that("two that live", () -> alive(runed).size() == 2);
            assertEquals(200, runed.get("/readyz"));
            runed.rune(large.toArray(String[]::new)).done();
            runed.rune("scale", "talk", "3").done();
            assertEquals(3, alive(runed).size());
        }
    }

    private static List<ProcessHandle> alive(Runed runed) {
        return runed.instances("talk").stream().flatMap(instance -> instance.pid().stream().boxed())
                .flatMap(pid -> ProcessHandle.of(pid).stream()).filter(ProcessHandle::isAlive).toList();
    }
}
