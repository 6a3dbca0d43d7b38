package dev.rune.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.daemon.config.CommandLine;
import dev.rune.daemon.config.Configuration;
import dev.rune.daemon.handover.Handover;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.status.PluginStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What somebody has been promised about the end of a daemon is kept. */
class DaemonTest {
    @TempDir
    Path directory;
    private Daemon daemon;

    @BeforeEach
    void start() throws Exception {
        Path program = Files.writeString(Files.createDirectories(directory.resolve("home", "bin")).resolve("runed"),
                "#!/bin/sh\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        var line = CommandLine.parse(List.of("--data-dir", directory.resolve("data").toString(), "--http-addr",
                "127.0.0.1:0"));
        Files.writeString(Files.createDirectory(directory.resolve("data"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
                .resolve("installed-plugins"), "no directory");
        daemon = Daemon.start(Configuration.read(line, Map.of(), Optional.empty()), Instant.now(),
                new Successor(Handover.received(Map.of()), Optional.of(directory.resolve("home")), List.of()));
    }

    @AfterEach
    void end() {
        daemon.close();
    }

    @Test
    void whoeverShutsDownARestartingDaemonIsSentToTheNext() {
        daemon.restart();
        assertConflict(() -> daemon.shutdown(true));
        daemon.restart();
        assertTrue(daemon.restarts());
    }

    @Test
    void whereInstalledPluginsCannotBeReadItStartsAndSaysSo() {
        assertEquals(List.of("installed-plugins"), daemon.kernel().plugins().stream().map(PluginStatus::id).toList());
        String message = daemon.kernel().plugins().getFirst().message();
        assertTrue(message.startsWith("install: the installed plugins in " + directory), message);
    }

    @Test
    void whatIsShutDownIsNotRestarted() {
        daemon.shutdown(false);
        assertConflict(daemon::restart);
        daemon.shutdown(true);
        assertFalse(daemon.restarts());
    }

    private static void assertConflict(Executable call) {
        assertEquals(ProblemCode.CONFLICT, assertThrows(ProblemException.class, call).problem().code());
    }
}
