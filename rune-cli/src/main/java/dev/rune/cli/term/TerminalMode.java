package dev.rune.cli.term;

import java.io.IOException;

/** Another mode of the terminal until this is closed, or until the process ends by a signal. */
public final class TerminalMode implements AutoCloseable {
    private final String before;
    private final Thread hook = new Thread(this::restore);

    private TerminalMode(String before) {
        this.before = before;
    }

    /** Changes the mode as {@code stty} does with these words. */
    public static TerminalMode enter(String... settings) throws IOException {
        TerminalMode mode = new TerminalMode(Stty.run("-g").strip());
        Runtime.getRuntime().addShutdownHook(mode.hook);
        Stty.run(settings);
        return mode;
    }

    private void restore() {
        try {
            Stty.run(before);
        } catch (IOException ignored) {
            // The terminal has gone away, and its mode with it.
        }
    }

    @Override
    public void close() {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ignored) {
            // The process ends already; the hook does the same again.
        }
    }
}
