package dev.rune.cli.term;

import java.util.List;

/**
 * Lines at the end of the output on standard error that are drawn again and again in the same place. Other lines are
 * printed above them. Where standard error is no terminal there is no block: only the other lines. Safe for use by
 * several threads.
 */
public final class LiveBlock {
    private static final String UP_AND_CLEAR = "\u001b[A\u001b[2K";

    private final Console console;
    private final Screen screen;
    private List<String> shown = List.of();

    /** A block on {@code console} that is empty at first. */
    public LiveBlock(Console console) {
        this.console = console;
        this.screen = console.errTerminal() ? Screen.now() : new Screen(0, 0);
    }

    /** Whether there is a block at all. */
    public boolean isLive() {
        return console.errTerminal();
    }

    /** How many lines a block can have. */
    public int capacity() {
        return Math.max(1, screen.rows() - 2);
    }

    /** Prints lines above the block. */
    public synchronized void print(List<String> lines) {
        StringBuilder text = new StringBuilder();
        clear(text);
        for (String line : lines) {
            text.append(line).append('\n');
        }
        append(text, shown);
        send(text);
    }

    /** Draws the block anew. */
    public synchronized void show(List<String> lines) {
        if (!isLive() || lines.equals(shown)) {
            return;
        }
        StringBuilder text = new StringBuilder();
        clear(text);
        append(text, lines);
        shown = List.copyOf(lines);
        send(text);
    }

    private void clear(StringBuilder text) {
        text.append(UP_AND_CLEAR.repeat(shown.size()));
    }

    private void append(StringBuilder text, List<String> lines) {
        for (String line : lines) {
            text.append(cut(line)).append('\n');
        }
    }

    /** A line that wrapped would be counted wrongly when it is cleared. Escape sequences take no room. */
    private String cut(String line) {
        int room = screen.columns() - 1;
        int at = 0;
        while (at < line.length() && room > 0) {
            if (line.charAt(at) == '\u001b') {
                at = line.indexOf('m', at) + 1;
            } else {
                at++;
                room--;
            }
        }
        return at >= line.length() ? line : line.substring(0, at) + "\u001b[0m";
    }

    private void send(StringBuilder text) {
        if (!text.isEmpty()) {
            console.out().flush();
            console.err().print(text);
            console.err().flush();
        }
    }
}
