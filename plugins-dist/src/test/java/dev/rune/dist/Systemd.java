package dev.rune.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A machine of its own, as far as systemd can tell: this one's programs, an empty disk and an empty network, in which
 * systemd has started {@code runed} from the distribution's unit as the manual says.
 */
final class Systemd implements AutoCloseable {
    private static final String UNIT = "runed.service";

    private final Process container;
    private final Path console;

    private Systemd(Process container, Path console) {
        this.container = container;
        this.console = console;
    }

    /** Boots it, with its console in {@code directory}, and returns once the daemon answers. */
    static Systemd boot(Path directory) {
        var console = directory.resolve("console.log");
        var unit = Distribution.HOME.resolve("lib/systemd/" + UNIT);
        // What follows "--" goes to the init: the unit is all that has to come up.
        var words = List.of("systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--directory=/",
                "--volatile=yes", "--private-network", "--console=pipe",
                "--bind-ro=" + Distribution.HOME + ":/opt/rune",
                "--bind-ro=" + unit + ":/etc/systemd/system/" + UNIT, "--boot", "--", "--unit=" + UNIT);
        try {
            var container = Distribution.command(words, Map.of()).redirectErrorStream(true)
                    .redirectOutput(console.toFile()).start();
            container.getOutputStream().close();
            var booted = new Systemd(container, console);
            Await.that("a daemon under systemd", booted::answers);
            return booted;
        } catch (IOException e) {
            throw new UncheckedIOException("systemd-nspawn cannot be run: install systemd-container, or say "
                    + "-DskipEngineTests", e);
        }
    }

    /** Runs a program in there. */
    Outcome run(String input, String... words) {
        var line = new ArrayList<>(List.of("nsenter", "--target=" + init(), "--mount", "--uts", "--ipc", "--net",
                "--pid", "--root", "--wd"));
        line.addAll(Arrays.asList(words));
        return Distribution.run(line, Map.of(), input);
    }

    /** Runs a command of the client in there. */
    Outcome rune(String input, String... words) {
        var line = new ArrayList<>(List.of("/opt/rune/bin/rune"));
        line.addAll(Arrays.asList(words));
        return run(input, line.toArray(String[]::new));
    }

    /** Has systemd do something with the daemon. */
    void systemctl(String verb) {
        run("", "systemctl", verb, UNIT).done();
    }

    /** What systemd knows of the daemon. */
    String property(String name) {
        return run("", "systemctl", "show", "--value", "--property=" + name, UNIT).done().out().strip();
    }

    boolean answers() {
        if (!container.isAlive()) {
            throw new AssertionError("systemd-nspawn ended with " + container.exitValue() + ", see " + console);
        }
        return container.children().findAny().isPresent() && rune("", "get", "services").code() == 0;
    }

    private long init() {
        return container.children().findFirst().orElseThrow(() -> new AssertionError("no init; see " + console)).pid();
    }

    /** Ends it with everything in it: what has lost its init is ended by the system. */
    @Override
    public void close() {
        container.destroy();
        try {
            if (!container.waitFor(30, TimeUnit.SECONDS)) {
                container.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
