package dev.rune.dist;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A shell that lives from one command to the next, so that variables and {@code $?} are what they would be. */
final class Terminal implements AutoCloseable {
    private static final String DONE = "--- done ---";

    private final Process shell;
    private final BufferedReader output;

    Terminal(Path directory, Map<String, String> environment) {
        try {
            shell = Distribution.command(List.of("/bin/sh"), environment).directory(directory.toFile())
                    .redirectErrorStream(true).start();
            output = shell.inputReader(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command to its end; everything it said, line by line. */
    List<String> type(String command) {
        try {
            var input = shell.getOutputStream();
            input.write((command + " </dev/null\ncode=$?; echo; echo '" + DONE + "'; (exit $code)\n")
                    .getBytes(StandardCharsets.UTF_8));
            input.flush();
            var lines = new ArrayList<String>();
            for (var line = output.readLine(); !DONE.equals(line); line = output.readLine()) {
                if (line == null) {
                    throw new AssertionError("the shell ended in " + command + ": " + lines);
                }
                if (!line.isBlank()) {
                    lines.add(line);
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        shell.destroy();
    }
}
