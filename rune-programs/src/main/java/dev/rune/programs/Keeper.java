package dev.rune.programs;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Lives beside one program, in a JVM of its own: starts it, writes down what it says and how it ends, and ends with it. Knows
 * nothing of daemons, so that it need not care when one dies.
 */
final class Keeper {
    /** How long output is waited for that somebody else holds open, after the program has ended. */
    private static final long REST_MILLIS = 500;

    private Keeper() {}

    /** Keeps the program that is told to standard input, in the folder {@code args[0]}. */
    public static void main(String[] args) throws Exception {
        InstanceFolder folder = new InstanceFolder(Path.of(args[0]));
        Program program;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(System.in))) {
            program = Program.read(in);
        } catch (EOFException e) {
            return; // whoever wanted it has died in the middle of a word
        }
        keep(program, folder);
    }

    private static void keep(Program program, InstanceFolder folder) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(program.command()).directory(program.workdir().toFile())
                .redirectInput(new File("/dev/null"));
        builder.environment().clear();
        builder.environment().putAll(program.env());
        // Made before: the first lines are to have the times at which they came.
        LineWriter toOut = new LineWriter(folder.log(InstanceFolder.OUT));
        LineWriter toErr = new LineWriter(folder.log(InstanceFolder.ERR));
        Moment.now();
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            folder.write(InstanceFolder.FAILED, String.valueOf(e.getMessage()));
            return;
        }
        Thread out = Thread.ofPlatform().daemon().start(new Writing(process.getInputStream(), toOut));
        Thread err = Thread.ofPlatform().daemon().start(new Writing(process.getErrorStream(), toErr));
        folder.write(InstanceFolder.RUNS, Life.of(ProcessHandle.current().pid()) + "\n" + Life.of(process.pid()));
        int code = process.waitFor();
        out.join(REST_MILLIS);
        err.join(REST_MILLIS);
        folder.write(InstanceFolder.EXIT, code + " " + Moment.now());
        // Somebody may still hold the output open; nobody reads it any more.
        Runtime.getRuntime().halt(0);
    }

    private record Writing(InputStream from, LineWriter to) implements Runnable {
        @Override
        public void run() {
            try (from; to) {
                to.takeAll(from);
            } catch (IOException e) {
                // No room, most likely. The program learns it as a pipe that nobody reads.
                throw new UncheckedIOException(e);
            }
        }
    }
}
