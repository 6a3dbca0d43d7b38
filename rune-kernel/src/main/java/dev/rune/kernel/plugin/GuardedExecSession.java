package dev.rune.kernel.plugin;

import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.TerminalSize;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * A plugin's running command behind its guard. Its streams are used on the caller's thread and without a deadline; what
 * they throw beyond {@link IOException} becomes one.
 */
final class GuardedExecSession implements ExecSession {
    private final Guard guard;
    private final Deadlines deadlines;
    private final String what;
    private final ExecSession session;
    private final OutputStream stdin;
    private final InputStream stdout;
    private final InputStream stderr;

    /** Made inside a guarded call, which answers for what the plugin does here. */
    GuardedExecSession(Guard guard, Deadlines deadlines, InstanceId id, ExecSession session) {
        this.guard = guard;
        this.deadlines = deadlines;
        this.what = "exec in " + id;
        this.session = Objects.requireNonNull(session, "no session");
        this.stdin = new Out(Objects.requireNonNull(session.stdin(), "no standard input"));
        this.stdout = new In(Objects.requireNonNull(session.stdout(), "no standard output"));
        this.stderr = new In(Objects.requireNonNull(session.stderr(), "no standard error"));
    }

    @Override
    public OutputStream stdin() {
        return stdin;
    }

    @Override
    public InputStream stdout() {
        return stdout;
    }

    @Override
    public InputStream stderr() {
        return stderr;
    }

    @Override
    public void resize(TerminalSize size) {
        guard.run("the resizing of " + what, Optional.empty(), deadlines.quick(), () -> session.resize(size));
    }

    @Override
    public Exit waitFor() throws InterruptedException {
        return guard.interruptibly(what, session::waitFor);
    }

    @Override
    public void close() {
        guard.close("the closing of " + what, deadlines.quick(), session::close);
    }

    private <T> T io(Callable<T> body) throws IOException {
        return passing(() -> guard.here("a stream of " + what, marked(body)));
    }

    private void end(Use closing) throws IOException {
        passing(() -> guard.hereAnyway("a stream of " + what, marked(() -> {
            closing.run();
            return true;
        })));
    }

    private static <T> Callable<T> marked(Callable<T> body) {
        return () -> {
            try {
                return body.call();
            } catch (IOException e) {
                throw new Failed(e);
            }
        };
    }

    private static <T> T passing(Supplier<T> guarded) throws IOException {
        try {
            return guarded.get();
        } catch (ProblemException e) {
            throw e.getCause() instanceof Failed failed ? failed.reason : new IOException(e.getMessage(), e);
        }
    }

    private interface Use {
        void run() throws IOException;
    }

    private void use(Use use) throws IOException {
        io(() -> {
            use.run();
            return true;
        });
    }

    /** Brings an ordinary failure of a stream past the guard. */
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient IOException reason;

        Failed(IOException reason) {
            super(reason);
            this.reason = reason;
        }
    }

    private final class In extends InputStream {
        private final InputStream stream;

        In(InputStream stream) {
            this.stream = stream;
        }

        @Override
        public int read() throws IOException {
            return io(stream::read);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return io(() -> stream.read(bytes, offset, length));
        }

        @Override
        public int available() throws IOException {
            return io(stream::available);
        }

        @Override
        public void close() throws IOException {
            end(stream::close);
        }
    }

    private final class Out extends OutputStream {
        private final OutputStream stream;

        Out(OutputStream stream) {
            this.stream = stream;
        }

        @Override
        public void write(int b) throws IOException {
            use(() -> stream.write(b));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            use(() -> stream.write(bytes, offset, length));
        }

        @Override
        public void flush() throws IOException {
            use(stream::flush);
        }

        @Override
        public void close() throws IOException {
            end(stream::close);
        }
    }
}
