package dev.rune.plugin.process;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one {@code rune-shim} that starts instances for us. It is made anew when it dies. While it lives no other one, not
 * even of an earlier daemon, starts instances in the same run folders. Safe for use by several threads.
 */
final class ShimServer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final Path program;
    private final Path runs;
    private final Path lockFile;
    private final AtomicLong lastRequest = new AtomicLong();
    private final ReentrantLock writing = new ReentrantLock();
    // Guarded by the lock above.
    private Connection connection;
    private boolean closed;

    /**
     * Starts it, and returns when every start that an earlier daemon had asked for is over and done.
     *
     * @throws ProblemException when it cannot be started
     */
    ShimServer(Path program, Path runs, Path lockFile) {
        this.program = program;
        this.runs = runs;
        this.lockFile = lockFile;
        this.connection = new Connection();
    }

    /** The request's number, to be put into it. */
    long nextRequest() {
        return lastRequest.incrementAndGet();
    }

    /** Sends {@code request} and gives its reply, which fails where {@code rune-shim} dies before it. */
    CompletableFuture<StartReply> send(long number, LaunchRequest request) {
        byte[] bytes = request.bytes();
        writing.lock();
        try {
            if (closed) {
                throw ProblemException.of(ProblemCode.UNAVAILABLE, "the process runner is closed");
            }
            if (!connection.process.isAlive()) {
                connection = new Connection();
            }
            return connection.send(number, bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
            writing.unlock();
        }
    }

    @Override
    public void close() {
        writing.lock();
        try {
            closed = true;
            connection.close();
        } finally {
            writing.unlock();
        }
    }

    private final class Connection {
        private final Process process;
        private final OutputStream requests;
        private final Map<Long, CompletableFuture<StartReply>> waiting = new ConcurrentHashMap<>();
        private final CompletableFuture<StartReply> ready = new CompletableFuture<>();
        private volatile boolean ended;

        Connection() {
            ProcessBuilder builder = new ProcessBuilder(program.toString(), "serve", runs.toString(),
                    lockFile.toString())
                    .directory(Path.of("/").toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            try {
                process = builder.start();
            } catch (IOException failed) {
                throw new ProblemException(dev.rune.kernel.problem.Problem.of(ProblemCode.UNAVAILABLE,
                        "'" + program + "', which belongs to the process runner, cannot be run: "
                                + failed.getMessage()),
                        failed);
            }
            requests = process.getOutputStream();
            waiting.put(0L, ready);
            Thread.ofVirtual().name("rune-shim-replies").start(this::readReplies);
            StartReply first = await(ready);
            if (first.step() != StartStep.NONE) {
                throw ProblemException.of(ProblemCode.UNAVAILABLE,
                        "the process runner cannot use its folder '" + runs + "': "
                                + Libc.strerror(first.error()));
            }
        }

        CompletableFuture<StartReply> send(long number, byte[] bytes) {
            CompletableFuture<StartReply> reply = new CompletableFuture<>();
            waiting.put(number, reply);
            try {
                requests.write(bytes);
                requests.flush();
                // The stream keeps what went through its buffer: something else shall be there, for there may be secrets.
                requests.write(LaunchRequest.nothing(bytes.length));
                requests.flush();
            } catch (IOException gone) {
                fail(reply);
            }
            if (ended) {
                fail(reply);
            }
            return reply;
        }

        void close() {
            try {
                requests.close();
            } catch (IOException gone) {
                // It has ended, which is what closing is for.
            }
        }

        private void readReplies() {
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(process.getInputStream(), 4096))) {
                while (true) {
                    StartReply reply = StartReply.read(in);
                    CompletableFuture<StartReply> waiter = waiting.remove(reply.request());
                    if (waiter != null) {
                        waiter.complete(reply);
                    }
                }
            } catch (IOException gone) {
                ended = true;
                waiting.values().forEach(this::fail);
            }
        }

        private void fail(CompletableFuture<StartReply> reply) {
            reply.completeExceptionally(ProblemException.of(ProblemCode.UNAVAILABLE,
                    "'" + program + "' ended while it was starting an instance; the next start runs it again"));
        }
    }

    /** The reply, for which an interruption waits: it comes in milliseconds, and only it tells what was started. */
    static StartReply await(CompletableFuture<StartReply> reply) {
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (true) {
                try {
                    return reply.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof ProblemException problem ? problem : new IllegalStateException(failed);
        } catch (TimeoutException late) {
            throw ProblemException.of(ProblemCode.UNAVAILABLE,
                    "rune-shim did not answer in " + PATIENCE_SECONDS + " seconds");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
