package dev.rune.daemon;

import dev.rune.daemon.handover.Handover;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
            Process process = new ProcessBuilder(trial).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            boolean ended = process.onExit().completeOnTimeout(process, TRIAL_SECONDS, TimeUnit.SECONDS)
                    .thenApply(own -> !own.isAlive()).join();
            if (!ended) {
                process.destroyForcibly();
                throw refused(program, "it has not read its settings within " + TRIAL_SECONDS + " seconds");
            }
            if (process.exitValue() != 0) {
                throw refused(program, told(process));
            }
        } catch (IOException e) {
            throw refused(program, String.valueOf(e.getMessage()));
        }
    }

    private static String told(Process process) throws IOException {
        try (InputStream errors = process.getErrorStream()) {
            String text = new String(errors.readNBytes(MOST_TOLD), StandardCharsets.UTF_8).strip()
                    .replaceFirst("^runed: ", "");
            return text.isEmpty() ? "it ended with " + process.exitValue() : text;
        }
    }

    private static ProblemException refused(Path program, String why) {
        return ProblemException.of(ProblemCode.INVALID,
                "no other runed could follow this one, which goes on; " + program.normalize() + " says: " + why);
    }

    /** Becomes it; returns only where that is not possible. */
    void follow() {
        program().ifPresent(program -> handover.pass(program, words.size()));
    }

    private Optional<Path> program() {
        return home.map(path -> path.resolve("bin", "runed"));
    }
}
