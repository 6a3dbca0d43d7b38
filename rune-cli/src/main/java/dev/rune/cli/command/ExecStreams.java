package dev.rune.cli.command;

import dev.rune.cli.api.ApiProblem;
import dev.rune.cli.api.WebSocket;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Moves bytes between the standard streams and a command that runs at the daemon's. Each message begins with a byte that
 * says what it is.
 */
final class ExecStreams {
    private static final int STDIN = 0;
    private static final int RESIZE = 1;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int END = 3;
    private static final byte[] NOTHING = {};
    private static final long KEY_PAUSE_NANOS = 5_000_000;

    private final WebSocket socket;
    private final Console console;
    private final Optional<Duration> timeout;
    private final CountDownLatch ended = new CountDownLatch(1);
    /** Written by the watchdog. */
    private volatile boolean late;

    ExecStreams(WebSocket socket, Console console, Optional<Duration> timeout) {
        this.socket = socket;
        this.console = console;
        this.timeout = timeout;
    }

    /**
     * Runs until the command has ended.
     *
     * @param input whether standard input is passed on
     * @param keys  whether it is a terminal's keys
     * @return the command's exit code
     */
    int run(boolean input, boolean keys) throws IOException {
        timeout.ifPresent(limit -> daemon("exec-timeout", () -> killAfter(limit)));
        if (input) {
            daemon("exec-input", () -> passOn(keys));
        } else {
            socket.send(STDIN, NOTHING, 0);
        }
        try {
            return receive();
        } catch (IOException e) {
            if (late) {
                throw ExecCommand.tooLong(timeout.orElseThrow());
            }
            throw e;
        } finally {
            ended.countDown();
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
    }

    private int receive() throws IOException {
        for (Optional<byte[]> message = socket.receive(); message.isPresent(); message = socket.receive()) {
            byte[] bytes = message.get();
            if (bytes.length == 0) {
                continue;
            }
            switch (bytes[0]) {
                case STDOUT -> write(console.out(), bytes);
                case STDERR -> write(console.err(), bytes);
                case END -> {
                    return exitCode(Json.parse(bytes, 1, bytes.length - 1));
                }
                default -> {
                    // A newer daemon says something that does not concern us.
                }
            }
        }
        if (late) {
            throw ExecCommand.tooLong(timeout.orElseThrow());
        }
        throw new Failure(ExitCode.UNREACHABLE, "the connection to runed ended before the command did");
    }

    private static void write(PrintStream out, byte[] message) {
        out.write(message, 1, message.length - 1);
        out.flush();
    }

    private static int exitCode(Json end) {
        if (end.at("problem").present()) {
            throw ApiProblem.of(end.at("problem"));
        }
        return end.at("signal").present()
                ? 128 + (int) end.number("signal", 0)
                : (int) end.number("exitCode", ExitCode.FAILURE);
    }

    /** Tells the size of the window. */
    void resize(Screen screen) {
        byte[] size = Json.object("cols", screen.columns(), "rows", screen.rows()).toString()
                .getBytes(StandardCharsets.UTF_8);
        try {
            socket.send(RESIZE, size, size.length);
        } catch (IOException ignored) {
            // The command has ended; the receiving thread knows.
        }
    }

    private void passOn(boolean keys) {
        byte[] buffer = new byte[8192];
        try {
            int count = next(console.in(), buffer, keys);
            while (count > 0) {
                socket.send(STDIN, buffer, count);
                count = next(console.in(), buffer, keys);
            }
            socket.send(STDIN, NOTHING, 0);
        } catch (IOException ignored) {
            // The command has ended; the receiving thread knows.
        }
    }

    /** A thread that waits inside a read would hold up the end of the process, so keys are only read once they are there. */
    private int next(InputStream in, byte[] buffer, boolean keys) throws IOException {
        while (keys && in.available() == 0) {
            if (ended.getCount() == 0) {
                return -1;
            }
            LockSupport.parkNanos(KEY_PAUSE_NANOS);
        }
        return in.read(buffer);
    }

    private void killAfter(Duration limit) {
        try {
            if (!ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                late = true;
                socket.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
