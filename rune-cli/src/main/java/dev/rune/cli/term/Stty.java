package dev.rune.cli.term;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Asks or changes the terminal by {@code stty(1)}. */
final class Stty {
    private Stty() {}

    /** The output of {@code stty} with these arguments on the terminal of this process. */
    static String run(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = "stty";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectInput(new File("/dev/tty"))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("stty " + String.join(" ", arguments) + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return output;
    }
}
