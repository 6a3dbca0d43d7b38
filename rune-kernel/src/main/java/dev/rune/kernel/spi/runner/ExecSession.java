package dev.rune.kernel.spi.runner;

import dev.rune.kernel.status.Exit;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A running command. Its streams may be used by a thread each. Status: stable since 0.1.
 */
public interface ExecSession extends AutoCloseable {
    /** Goes to the command's standard input; closing it means end of input. */
    OutputStream stdin();

    /** The command's standard output; with a terminal, everything it shows. */
    InputStream stdout();

    /** The command's standard error; with a terminal, nothing. */
    InputStream stderr();

    /** Changes the size of the terminal; does nothing without one. */
    void resize(TerminalSize size);

    /**
     * Waits for the command's end. Code 127 means no such program, 126 one that cannot be executed, as in a shell.
     */
    Exit waitFor() throws InterruptedException;

    /** Kills the command with its tree if it still runs, and closes the streams. */
    @Override
    void close();
}
