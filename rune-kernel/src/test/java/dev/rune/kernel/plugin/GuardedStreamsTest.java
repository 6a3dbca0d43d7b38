package dev.rune.kernel.plugin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.spi.runner.TerminalSize;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A command or a log that a plugin has opened")
class GuardedStreamsTest {
    private static final InstanceId ID = new InstanceId("default", "api-1");

    private final Guard guard = Guard.waiting("x", new URLClassLoader(new URL[0]),
            InstantSource.system());
    private final Session session = new Session();

    /** A command that does what its fields say. */
    private static final class Session implements ExecSession {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private InputStream stdout = InputStream.nullInputStream();
        private Optional<RuntimeException> fault = Optional.empty();
        private final AtomicInteger closings = new AtomicInteger();
        private ClassLoader seen = ClassLoader.getSystemClassLoader();

        @Override
        public OutputStream stdin() {
            return written;
        }

        @Override
        public InputStream stdout() {
            return stdout;
        }

        @Override
        public InputStream stderr() {
            return InputStream.nullInputStream();
        }

        @Override
        public void resize(TerminalSize size) {
            fault.ifPresent(f -> {
                throw f;
            });
        }

        @Override
        public Exit waitFor() throws InterruptedException {
            seen = Thread.currentThread().getContextClassLoader();
            fault.ifPresent(f -> {
                throw f;
            });
            return Exit.code(3);
        }

        @Override
        public void close() {
            closings.incrementAndGet();
            fault.ifPresent(f -> {
                throw f;
            });
        }
    }

    private ExecSession guarded() {
        return new GuardedExecSession(guard, Deadlines.STANDARD, ID, session);
    }

    private static InputStream failing(Throwable fault) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                if (fault instanceof IOException ordinary) {
                    throw ordinary;
                }
                throw (RuntimeException) fault;
            }
        };
    }

    @Test
    @DisplayName("passes bytes in both directions, and its exit")
    void passes() throws IOException, InterruptedException {
        session.stdout = new ByteArrayInputStream("out".getBytes(StandardCharsets.US_ASCII));
        ExecSession guarded = guarded();
        guarded.stdin().write(new byte[]{1, 2, 3}, 1, 2);
        guarded.stdin().flush();
        assertArrayEquals(new byte[]{2, 3}, session.written.toByteArray());
        assertEquals(3, guarded.stdout().available());
        assertEquals("out", new String(guarded.stdout().readAllBytes(), StandardCharsets.US_ASCII));
        assertEquals(Exit.code(3), guarded.waitFor());
    }

    @Test
    @DisplayName("runs with its plugin's class loader, and leaves the caller's as it was")
    void runsWithItsClassLoader() throws InterruptedException {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        guarded().waitFor();
        assertTrue(session.seen instanceof URLClassLoader);
        assertSame(before, Thread.currentThread().getContextClassLoader());
    }

    @Test
    @DisplayName("fails as streams do: an ordinary failure is passed on as it is")
    void ordinaryFailuresPass() {
        IOException reset = new IOException("connection reset");
        session.stdout = failing(reset);
        assertSame(reset, assertThrows(IOException.class, () -> guarded().stdout().read()));
    }

    @Test
    @DisplayName("fails as streams do: anything else becomes an ordinary failure that names the plugin")
    void faultsBecomeOrdinaryFailures() {
        session.stdout = failing(new IllegalStateException("oops"));
        IOException failure = assertThrows(IOException.class, () -> guarded().stdout().read());
        assertTrue(failure.getMessage().startsWith("plugin 'x' failed in a stream of exec in default/api-1"),
                failure.getMessage());
    }

    @Test
    @DisplayName("names its plugin in what goes wrong otherwise")
    void faultsNameThePlugin() {
        session.fault = Optional.of(new IllegalStateException("oops"));
        for (var call : java.util.List.<org.junit.jupiter.api.function.Executable>of(() -> guarded().waitFor(),
                () -> guarded().close(), () -> guarded().resize(new TerminalSize(80, 24)))) {
            ProblemException problem = assertThrows(ProblemException.class, call);
            assertEquals(ProblemCode.PLUGIN_FAILED, problem.problem().code());
            assertTrue(problem.getMessage().startsWith("plugin 'x' failed in "), problem.getMessage());
        }
    }

    @Test
    @DisplayName("is closed also while its plugin gets no calls")
    void closedAnyway() throws IOException {
        AtomicInteger closings = session.closings;
        session.stdout = new InputStream() {
            @Override
            public int read() {
                return -1;
            }

            @Override
            public void close() {
                closings.incrementAndGet();
            }
        };
        ExecSession guarded = guarded();
        LogReader reader = new GuardedLogReader(guard, Deadlines.STANDARD, ID, true, new LogReader() {
            @Override
            public Optional<LogLine> next() {
                throw new OutOfMemoryError("Java heap space");
            }

            @Override
            public void close() {
                closings.incrementAndGet();
            }
        });
        for (int i = 0; i < Ailments.MOST_EXHAUSTIONS; i++) {
            assertThrows(ProblemException.class, reader::next);
        }
        assertTrue(guard.refusal().isPresent());
        assertThrows(IOException.class, () -> guarded.stdout().read());
        guarded.stdout().close();
        guarded.close();
        reader.close();
        assertEquals(3, closings.get());
    }

    @Test
    @DisplayName("answers an interruption as one")
    void interruptionsPass() {
        Thread.currentThread().interrupt();
        LogReader reader = new GuardedLogReader(guard, Deadlines.STANDARD, ID, true, new LogReader() {
            @Override
            public Optional<LogLine> next() throws InterruptedException {
                throw new InterruptedException();
            }

            @Override
            public void close() {}
        });
        assertThrows(InterruptedException.class, reader::next);
        Thread.interrupted();
    }

    /** Never answers, whoever asks it to end. */
    private static final class Stuck implements LogReader {
        private final CountDownLatch inside = new CountDownLatch(1);
        private final CountDownLatch free = new CountDownLatch(1);

        @Override
        public Optional<LogLine> next() {
            inside.countDown();
            while (free.getCount() > 0) {
                try {
                    free.await();
                } catch (InterruptedException _) {
                    // As if nobody had said anything.
                }
            }
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    private static Deadlines short50() {
        Duration soon = Duration.ofMillis(50);
        return new Deadlines(soon, soon, soon, soon, soon, soon, soon, soon, soon, soon, soon);
    }

    @Test
    @DisplayName("that hangs with what is there already is left behind after a while")
    void hangingIsLeftBehind() {
        Stuck stuck = new Stuck();
        try (LogReader reader = new GuardedLogReader(guard, short50(), ID, false, stuck)) {
            ProblemException problem = assertThrows(ProblemException.class, reader::next);
            assertEquals(ProblemCode.DEADLINE, problem.problem().code());
            assertEquals("plugin 'x' did not answer logs of default/api-1 within 50 ms", problem.getMessage());
            assertEquals(1, guard.lostCalls());
        } finally {
            stuck.free.countDown();
        }
    }

    @Test
    @DisplayName("that is followed lets go of whoever waits when it is closed, whatever the plugin does")
    void followersAreLetGo() throws Exception {
        Stuck stuck = new Stuck();
        LogReader reader = new GuardedLogReader(guard, short50(), ID, true, stuck);
        FutureTask<Optional<LogLine>> follower = new FutureTask<>(reader::next);
        Thread.ofVirtual().start(follower);
        stuck.inside.await();
        assertFalse(follower.isDone());
        reader.close();
        assertEquals(Optional.empty(), follower.get());
        assertEquals(1, guard.lostCalls());
        stuck.free.countDown();
    }

    @Test
    @DisplayName("brings every line in its order, and its end")
    void linesComeInOrder() throws InterruptedException {
        AtomicInteger count = new AtomicInteger();
        try (LogReader reader = new GuardedLogReader(guard, Deadlines.STANDARD, ID, false, new LogReader() {
            @Override
            public Optional<LogLine> next() {
                int number = count.incrementAndGet();
                return number > 1000
                        ? Optional.empty()
                        : Optional.of(new LogLine(Instant.EPOCH, ID, LogLine.Stream.STDOUT, "" + number));
            }

            @Override
            public void close() {}
        })) {
            for (int i = 1; i <= 1000; i++) {
                assertEquals("" + i, reader.next().orElseThrow().text());
            }
            assertEquals(Optional.empty(), reader.next());
        }
        assertEquals(0, guard.lostCalls());
    }
}
