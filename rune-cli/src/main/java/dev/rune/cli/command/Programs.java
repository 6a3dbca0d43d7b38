package dev.rune.cli.command;

import dev.rune.cli.config.Surroundings;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    /** Runs {@code runed} with {@code words} in the place of this command, and gives what it ended with. */
    static int run(Session session, List<String> words) {
        List<String> command = new ArrayList<>(List.of(runed(session.surroundings())));
        command.addAll(words);
        session.console().flush();
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (InterruptedException e) {
            return ExitCode.INTERRUPTED;
        } catch (IOException e) {
            throw new Failure(ExitCode.FAILURE, command.get(0) + " cannot be run: " + e.getMessage(),
                    "It belongs beside rune, in the same folder, or on the PATH.");
        }
    }
}
