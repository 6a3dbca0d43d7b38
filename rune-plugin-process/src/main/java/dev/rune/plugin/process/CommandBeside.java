package dev.rune.plugin.process;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.TerminalSize;
import dev.rune.kernel.status.Exit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A command that {@code rune-shim exec} runs beside an instance. */
final class CommandBeside implements ExecSession {
    private static final long PATIENCE_SECONDS = 2;
    private static final String OWN_FIELDS = "" + LaunchRequest.REQUEST + LaunchRequest.NAMESPACE
            + LaunchRequest.INSTANCE
            + LaunchRequest.RECORD + LaunchRequest.ARG;

    private final Process process;
    private final Path status;
    private final OutputStream stdin;
    // Kept because the file is gone once it was read. Written once, under the lock of this object.
    private Optional<Exit> known = Optional.empty();

    private CommandBeside(Process process, Path status, boolean terminal) {
        this.process = process;
        this.status = status;
        this.stdin = terminal
                ? new FramedInput(process.getOutputStream())
                : new PromptStream(process.getOutputStream());
    }

    /**
     * Runs the command of {@code request} in the surroundings that {@code instance} was started in.
     *
     * @param program  {@code rune-shim}
     * @param instance the request that started the instance
     * @param status   a file, not there yet, to tell how the command ended
     */
    static CommandBeside start(Path program, LaunchRequest instance, ExecRequest request, Path status) {
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "exec").directory(Path.of("/").toFile());
        builder.environment().clear();
        try {
            Process process = builder.start();
            try {
                OutputStream out = process.getOutputStream();
                out.write(launch(instance, request, status).bytes());
                out.flush();
            } catch (IOException failed) {
                process.destroyForcibly();
                throw failed;
            }
            return new CommandBeside(process, status, request.terminal().isPresent());
        } catch (IOException failed) {
            throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE,
                    "'" + program + "', which belongs to the process runner, cannot be run: " + failed.getMessage()),
                    failed);
        }
    }

    /** Calls {@code action} when the command has ended. */
    void onEnd(Runnable action) {
        var _ = process.onExit().thenRun(action);
    }

    @Override
    public OutputStream stdin() {
        return stdin;
    }

    @Override
    public InputStream stdout() {
        return process.getInputStream();
    }

    @Override
    public InputStream stderr() {
        return process.getErrorStream();
    }

    @Override
    public void resize(TerminalSize size) {
        if (stdin instanceof FramedInput framed) {
            framed.resize(size);
        }
    }

    @Override
    public Exit waitFor() throws InterruptedException {
        process.waitFor();
        return exit();
    }

    @Override
    public void close() {
        process.destroy();
        closeQuietly(stdin);
        boolean interrupted = false;
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            interrupted = true;
        }
        closeQuietly(process.getInputStream());
        closeQuietly(process.getErrorStream());
        exit();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static LaunchRequest launch(LaunchRequest instance, ExecRequest request, Path status) {
        Map<String, String> env = new LinkedHashMap<>();
        instance.values(LaunchRequest.ENV).forEach(entry -> {
            String[] parts = entry.split("=", 2);
            env.put(parts[0], parts[1]);
        });
        request.terminal().ifPresent(size -> env.putIfAbsent("TERM", "xterm"));
        env.putAll(request.env());
        LaunchRequest launch = instance.without(OWN_FIELDS + LaunchRequest.ENV
                + (request.workdir().isPresent() ? LaunchRequest.WORKDIR : ""));
        request.workdir().ifPresent(workdir -> launch.add(LaunchRequest.WORKDIR, workdir));
        request.terminal().ifPresent(size -> launch.add(LaunchRequest.TERMINAL, size.columns() + " " + size.rows()));
        env.forEach((name, value) -> launch.add(LaunchRequest.ENV, name + "=" + value));
        return launch.add(LaunchRequest.ARG, request.command()).add(LaunchRequest.STATUS, status.toString());
    }

    private synchronized Exit exit() {
        if (known.isEmpty()) {
            try {
                known = Ending.parse(Files.readString(status)).map(Ending::exit);
                Files.delete(status);
            } catch (IOException killed) {
                known = Optional.of(Exit.UNKNOWN);
            }
        }
        return known.orElse(Exit.UNKNOWN);
    }

    private static void closeQuietly(AutoCloseable stream) {
        try {
            stream.close();
        } catch (Exception gone) {
            // The other side has ended, which is what closing is for.
        }
    }

    /** Gives on each write at once: who types waits for the answer. */
    private static final class PromptStream extends OutputStream {
        private final OutputStream out;

        PromptStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            out.flush();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Input for a terminal, in frames, because its size and its end go the same way. */
    private static final class FramedInput extends OutputStream {
        private static final int LARGEST = 16_384;

        private final OutputStream out;
        private boolean ended;

        FramedInput(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[]{(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int at = 0; at < length; at += LARGEST) {
                frame('d', ByteBuffer.wrap(bytes, offset + at, Math.min(LARGEST, length - at)));
            }
        }

        void resize(TerminalSize size) {
            try {
                frame('r',
                        ByteBuffer.allocate(4).putShort((short) size.columns()).putShort((short) size.rows()).flip());
            } catch (IOException ended) {
                // A command that has ended shows nothing any more.
            }
        }

        /** The end of input; the pipe itself stays, for the terminal's size may still change. */
        @Override
        public synchronized void close() throws IOException {
            if (!ended) {
                ended = true;
                frame('e', ByteBuffer.allocate(0));
            }
        }

        private synchronized void frame(char kind, ByteBuffer content) throws IOException {
            ByteBuffer frame = ByteBuffer.allocate(5 + content.remaining());
            frame.put((byte) kind).putInt(content.remaining()).put(content);
            out.write(frame.array());
            out.flush();
        }
    }
}
