package dev.rune.cli.term;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The three standard streams and what is at their other ends. Text is UTF-8 whatever the locale says.
 *
 * @param in          standard input
 * @param out         standard output: data, buffered until {@link #flush()}
 * @param err         standard error: everything else
 * @param inTerminal  whether a person types the input
 * @param outTerminal whether a person reads the output
 * @param errTerminal whether a person reads the rest
 * @param colours     how words are coloured
 */
public record Console(InputStream in, PrintStream out, PrintStream err, boolean inTerminal, boolean outTerminal,
        boolean errTerminal, Colours colours) {
    /** The console of this process. */
    public static Console ofProcess(Map<String, String> variables, boolean plain) {
        boolean out = Tty.is(1);
        boolean colour = out && !plain && variables.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(variables.get("TERM"));
        return new Console(new FileInputStream(FileDescriptor.in), stream(FileDescriptor.out, 64 * 1024),
                stream(FileDescriptor.err, 8 * 1024), Tty.is(0), out, Tty.is(2), colour ? Colours.ANSI : Colours.NONE);
    }

    private static PrintStream stream(FileDescriptor descriptor, int size) {
        return new PrintStream(new java.io.BufferedOutputStream(new FileOutputStream(descriptor), size), false,
                StandardCharsets.UTF_8);
    }

    /** Prints a line of progress or trouble at once, after all output that came before it. */
    public void say(String line) {
        out.flush();
        err.print(line + "\n");
        err.flush();
    }

    /** Prints a line of data. */
    public void print(String line) {
        out.print(line + "\n");
    }

    /**
     * Sends everything on its way.
     *
     * @return whether somebody still takes the output
     */
    public boolean flush() {
        err.flush();
        return !out.checkError();
    }
}
