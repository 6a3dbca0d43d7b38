package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon of somebody who is not root; where the tests are run by root, of nobody. */
class WithoutRootTest {
    private static final String TAG = "rune-without-root-test-" + ProcessHandle.current().pid();

    @TempDir
    Path directory;
    private Path program;

    @BeforeEach
    void install() throws IOException {
        program = Path.of(Distribution.RUNED);
        if ("root".equals(System.getProperty("user.name"))) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setAttribute(directory, "unix:uid", 65534);
            // Where the distribution lies nobody may be let in.
            Distribution.run(List.of("cp", "-a", Distribution.HOME.toString(), directory.toString()),
                    Map.of(), "").done();
            program = directory.resolve("runed-of-nobody");
            Files.writeString(program, """
                    #!/bin/sh
                    exec setpriv --reuid=65534 --regid=65534 --clear-groups %s "$@"
                    """.formatted(directory.resolve("rune/bin/runed")));
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void filesOfSecretsAreMountedAndWhoeverHasOldOnesIsCalledStale() {
        try (var runed = Runed.startWith(program.toString(), directory, Map.of())) {
            runed.rune("create", "secret", "db", "--from-literal", "k=first").done();
            runed.cast(Castfile.shell("api", TAG, "cat $RUNE_MOUNT_DB/k; echo; exec sleep 1000", """
                    secretMounts:
                      - {name: db, mountPath: %s}
                    """.formatted(directory.resolve("nowhere")))).done();
            Await.that("what is mounted", () -> runed.rune("logs", "api").done().out().contains("first"));
            assertFalse(runed.rune("get", "instances").done().out().contains("stale"));
            runed.rune("create", "secret", "db", "--replace", "--from-literal", "k=second").done();
            Await.that("stale", () -> runed.rune("get", "instances").done().out().contains("Running (stale)"));
            runed.rune("restart", "api").done();
            assertFalse(runed.rune("get", "instances").done().out().contains("stale"));
            Await.that("the new one", () -> runed.rune("logs", "api").done().out().contains("second"));
            assertEquals(0, runed.rune("delete", "api", "--yes").code());
            assertTrue(runed.alive());
        }
    }
}
