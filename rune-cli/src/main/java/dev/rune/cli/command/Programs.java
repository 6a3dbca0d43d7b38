package dev.rune.cli.command;

import dev.rune.cli.config.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the other program of the distribution. */
final class Programs {
    private Programs() {}

    /** The {@code runed} beside this {@code rune}, else the one that the shell would find. */
    static String runed(Surroundings surroundings) {
        Optional<Path> beside = surroundings.distribution().map(home -> home.resolve("bin").resolve("runed"))
                .filter(Files::isExecutable);
        return beside.map(Path::toString).orElse("runed");
    }
}
