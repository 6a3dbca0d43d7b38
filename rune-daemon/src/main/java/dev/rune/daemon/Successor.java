package dev.rune.daemon;

import dev.rune.daemon.handover.Handover;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The daemon that may follow in this process: the distribution's, as it is by then, on the same command line.
 *
 * @param handover what was left by the one before, and will be left to the next
 * @param home     the distribution; empty where this was not started from one
 * @param words    the command line
 */
record Successor(Handover handover, Optional<Path> home, List<String> words) {
    private static final int TRIAL_SECONDS = 30;
    private static final int MOST_TOLD = 4096;

    Successor {
        words = List.copyOf(words);
    }

    /**
     * Tries whether it could start: it is the one to say whether it understands what is set by then.
     *
     * @throws ProblemException that says why not
     */
    void check() {
        Path program = program().orElseThrow(() -> ProblemException.of(ProblemCode.UNAVAILABLE,
                "this runed was not started by bin/runed of a distribution, so no other can follow it: end it and"
                        + " start it again"));
        List<String> trial = new ArrayList<>(List.of(program.toString(), "--check"));
        trial.addAll(words);
        try {
            // A file takes whatever it says; a pipe would have it wait for a reader.
            Path errors = Files.createTempFile("runed-check-", ".txt");
            try {
                check(program, new ProcessBuilder(trial).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(errors.toFile()), errors);
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw refused(program, String.valueOf(e.getMessage()));
        }
    }

    private static void check(Path program, ProcessBuilder trial, Path errors) throws IOException {
        Process process = trial.start();
        process.getOutputStream().close();
        boolean ended = process.onExit().completeOnTimeout(process, TRIAL_SECONDS, TimeUnit.SECONDS)
                .thenApply(own -> !own.isAlive()).join();
        if (!ended) {
            process.destroyForcibly();
            throw refused(program, "it has not read its settings within " + TRIAL_SECONDS + " seconds");
        }
        if (process.exitValue() != 0) {
            throw refused(program, told(process, errors));
        }
    }

    private static String told(Process process, Path errors) throws IOException {
        try (InputStream text = Files.newInputStream(errors)) {
            String told = new String(text.readNBytes(MOST_TOLD), StandardCharsets.UTF_8).strip()
                    .replaceFirst("^runed: ", "");
            return told.isEmpty() ? "it ended with " + process.exitValue() : told;
        }
    }

    private static ProblemException refused(Path program, String why) {
        return ProblemException.of(ProblemCode.INVALID,
                "no other runed could follow this one, which goes on; " + program + " says: " + why);
    }

    /** Becomes it; returns only where that is not possible. */
    void follow() {
        program().ifPresent(program -> handover.pass(program, words.size()));
    }

    /** Its launcher names the distribution by {@code bin/..}, which would be one more in each path that follows. */
    private Optional<Path> program() {
        return home.map(path -> path.resolve("bin", "runed").normalize());
    }
}
