package dev.rune.programs;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is done to processes from outside. */
final class Processes {
    private Processes() {}

    /** Sends {@code signal} to a process, if it lasts. */
    static void send(Life life, Signal signal) throws InterruptedException {
        if (signal == Signal.SIGKILL) {
            life.kill();
        } else if (life.lasts()) {
            String name = signal.name().substring("SIG".length());
            try {
                new ProcessBuilder("/bin/sh", "-c", "kill -s \"$0\" \"$1\"", name, Long.toString(life.pid()))
                        .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
                        .waitFor(10, TimeUnit.SECONDS);
            } catch (IOException e) {
                throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE,
                        signal + " cannot be sent to process " + life.pid() + ": " + e.getMessage()), e);
            }
        }
    }

    /** Every process that inherited the mark of the instance in {@code folder}. */
    static List<Life> marked(InstanceFolder folder) {
        String mark = "\0" + Surroundings.MARK + "=" + folder.path() + "\0";
        List<Life> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                if (environment(process).contains(mark)) {
                    found.add(Life.of(Long.parseLong(process.getFileName().toString())));
                }
            }
        } catch (IOException e) {
            throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE, "/proc cannot be read: " + e), e);
        }
        found.removeIf(life -> !life.lasts());
        return found;
    }

    private static String environment(Path process) {
        try {
            return "\0" + new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // it ended while we looked, or is somebody else's
        }
    }
}
