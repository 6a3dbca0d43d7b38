package dev.rune.daemon.http;

import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.TerminalSize;
import dev.rune.kernel.status.Exit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command and the client that looks at it. Output goes out only as fast as the client takes it, and input comes in only
 * as fast as the command takes it; what the command would have to wait for, it waits for.
 */
final class ExecConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ExecConnection.class);
    private static final byte INPUT = 0;
    private static final byte RESIZE = 1;
    private static final byte OUTPUT = 1;
    private static final byte ERROR_OUTPUT = 2;
    private static final byte END = 3;
    private static final int PIECE = 1 << 15;
    /** How long a client may take for one message. */
    private static final Duration LONGEST_SEND = Duration.ofSeconds(30);
    /** How long output of what a command left running is waited for, once nothing comes any more. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(1);

    private final Session client;
    private final Supplier<ExecSession> command;
    private final CompletableFuture<ExecSession> session = new CompletableFuture<>();
    /** Held while a message is sent: they come from several threads and must not mix. */
    private final ReentrantLock sending = new ReentrantLock();

    /** @param command starts it; called once, on a thread of its own */
    ExecConnection(Session client, Supplier<ExecSession> command) {
        this.client = client;
        this.command = command;
    }

    void start(OpenStreams streams) {
        Thread.ofVirtual().name("exec").start(() -> run(streams));
    }

    /** Takes a message of the client's; waits until the command has taken it. */
    void receive(ByteBuffer message) {
        if (!message.hasRemaining()) {
            return;
        }
        byte kind = message.get();
        byte[] content = new byte[message.remaining()];
        message.get(content);
        try {
            if (kind == INPUT) {
                input(session.join(), content);
            } else if (kind == RESIZE) {
                resize(session.join(), content);
            } else {
                client.close(StatusCode.PROTOCOL, "messages begin with 0 or 1, not " + kind, Callback.NOOP);
            }
        } catch (CompletionException | IOException e) {
            // The command ended or was never there; what came of it is said by run().
            LOG.debug("input for a command came too late: {}", e.toString());
        }
    }

    /** The client has gone: the command goes too. */
    void close() {
        CompletableFuture<Void> _ = session.thenAccept(ExecSession::close);
        session.completeExceptionally(new IOException("the client has gone"));
    }

    private static void input(ExecSession running, byte[] content) throws IOException {
        OutputStream stdin = running.stdin();
        if (content.length == 0) {
            stdin.close();
        } else {
            stdin.write(content);
            stdin.flush();
        }
    }

    private void resize(ExecSession running, byte[] content) {
        try {
            Body size = Body.parse(content, "cols", "rows");
            running.resize(new TerminalSize(size.whole("cols", 1), size.whole("rows", 1)));
        } catch (RequestException | IllegalArgumentException e) {
            LOG.debug("a terminal keeps its size: {}", e.getMessage());
        }
    }

    private void run(OpenStreams streams) {
        try (ExecSession running = command.get(); OpenStreams.Registration _ = streams.add(running::close)) {
            if (!session.complete(running)) {
                return;
            }
            Pump output = new Pump(running.stdout(), OUTPUT);
            Pump errors = new Pump(running.stderr(), ERROR_OUTPUT);
            Exit exit = running.waitFor();
            output.finish();
            errors.finish();
            end(exit);
        } catch (InterruptedException | IOException e) {
            LOG.debug("a client of a command has gone: {}", e.toString());
            client.disconnect();
        } catch (RuntimeException e) {
            session.completeExceptionally(e);
            refuse(e);
        }
    }

    private void end(Exit exit) throws IOException, InterruptedException {
        send(END, Json.bytes(out -> {
            out.writeStartObject();
            if (exit.signal().isPresent()) {
                out.writeNumberProperty("signal", exit.signal().getAsInt());
            } else {
                out.writeNumberProperty("exitCode", exit.code().orElse(1));
            }
            out.writeEndObject();
        }));
        client.close(StatusCode.NORMAL, "", Callback.NOOP);
    }

    private void refuse(RuntimeException cause) {
        ProblemDocument problem = switch (cause) {
            case ProblemException e -> ProblemDocument.of(e.problem());
            case RequestException e -> ProblemDocument.of(e.status(), e.detail());
            case IllegalArgumentException e -> ProblemDocument.of(400, String.valueOf(e.getMessage()));
            default -> {
                LOG.error("a command could not be executed", cause);
                yield ProblemDocument.of(500, "runed made a mistake; its log says more");
            }
        };
        try {
            send(END, Json.bytes(out -> {
                out.writeStartObject();
                out.writeName("problem");
                ProblemDocument.SHAPE.write(out, problem);
                out.writeEndObject();
            }));
            client.close(StatusCode.NORMAL, "", Callback.NOOP);
        } catch (IOException | InterruptedException e) {
            client.disconnect();
        }
    }

    private void send(byte kind, byte[] content) throws IOException, InterruptedException {
        byte[] message = new byte[content.length + 1];
        message[0] = kind;
        System.arraycopy(content, 0, message, 1, content.length);
        send(ByteBuffer.wrap(message));
    }

    private void send(ByteBuffer message) throws IOException, InterruptedException {
        sending.lockInterruptibly();
        try {
            Callback.Completable sent = new Callback.Completable();
            client.sendBinary(message, sent);
            sent.get(LONGEST_SEND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("a message did not reach the client", e);
        } finally {
            sending.unlock();
        }
    }

    /** Carries one stream of the command to the client, on a thread of its own. */
    private final class Pump {
        private final InputStream in;
        private final byte kind;
        private final Thread thread;
        /** Written by the thread of this pump. Since when it waits for output; the largest number while it does not. */
        private volatile long waitingSince = Long.MAX_VALUE;

        Pump(InputStream in, byte kind) {
            this.in = in;
            this.kind = kind;
            thread = Thread.ofVirtual().name("exec-output").start(this::carry);
        }

        /** Waits for the rest of the output. */
        void finish() throws InterruptedException {
            boolean silent = false;
            while (!silent && !thread.join(Duration.ofMillis(50))) {
                long since = waitingSince;
                silent = since != Long.MAX_VALUE && System.nanoTime() - since > LONGEST_SILENCE.toNanos();
            }
        }

        private void carry() {
            byte[] piece = new byte[PIECE];
            piece[0] = kind;
            try {
                int read = read(piece);
                while (read > 0) {
                    send(ByteBuffer.wrap(piece, 0, read + 1));
                    read = read(piece);
                }
            } catch (IOException | InterruptedException e) {
                LOG.debug("the output of a command ends: {}", e.toString());
            }
        }

        private int read(byte[] piece) throws IOException {
            waitingSince = System.nanoTime();
            int read = in.read(piece, 1, piece.length - 1);
            waitingSince = Long.MAX_VALUE;
            return read;
        }
    }
}
