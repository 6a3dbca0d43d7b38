package dev.rune.testkit;

import dev.rune.kernel.spec.ByteSize;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spi.runner.LogLine.Stream;
import java.time.Duration;
import java.util.Locale;

/** One thing that a {@link Behaviour.Program} does. */
public sealed interface Step {
    /** Writes a line. */
    record Print(Stream stream, String text) implements Step {}

    /** Writes text to standard output and does not end the line. */
    record PrintOpen(String text) implements Step {}

    /** Writes the lines {@code line 1} to {@code line <lines>} to standard output. */
    record PrintNumbered(int lines) implements Step {}

    /** Writes the value of an environment variable and an end of line to standard output. */
    record PrintVariable(String name) implements Step {}

    /** Writes the file {@code path} below the directory that the variable {@code folder} names to standard output. */
    record PrintFile(String folder, String path) implements Step {}

    /** Writes the working directory to standard output. */
    record PrintFolder() implements Step {}

    /** Writes {@code rows columns} of the terminal to standard output, or {@code no terminal}. */
    record PrintTerminal() implements Step {}

    /** Copies standard input to standard output until it ends. */
    record Echo() implements Step {}

    /** Waits for one line of standard input. */
    record AwaitInput() implements Step {}

    /** Does nothing for a while; signals are handled meanwhile. */
    record Pause(Duration time) implements Step {}

    /** From now on ends with {@code code} when {@code signal} comes. */
    record EndOn(Signal signal, int code) implements Step {}

    /** From now on writes a line to standard output when {@code signal} comes, and goes on. */
    record PrintOn(Signal signal, String text) implements Step {}

    /** From now on is not impressed by {@code signal}. */
    record Ignore(Signal signal) implements Step {}

    /**
     * Starts a process that is no child any more (forked twice), has a session of its own, ignores SIGTERM, writes
     * {@code detached} to standard output, closes its streams and runs for ever.
     */
    record Detach() implements Step {}

    /**
     * Listens at the port that the variable {@code PORT_<NAME>} says, writes {@code listening} to standard output and
     * answers every connection with the line {@code hello}; for ever.
     *
     * @param port the port's name
     */
    record Listen(String port) implements Step {
        /** The variable that says where to listen. */
        public String variable() {
            return "PORT_" + port.toUpperCase(Locale.ROOT).replace('-', '_');
        }
    }

    /** Holds so much memory, written to; for ever. */
    record HoldMemory(ByteSize size) implements Step {}

    /** Ends with an exit code. */
    record Exit(int code) implements Step {}

    /** Sends itself a signal that ends it. */
    record Die(Signal signal) implements Step {}

    /** Goes on for ever. */
    record RunForEver() implements Step {}
}
