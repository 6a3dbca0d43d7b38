package dev.rune.cli.term;

import java.io.IOException;

/**
 * The size of the terminal.
 *
 * @param columns characters in a line
 * @param rows    lines
 */
public record Screen(int columns, int rows) {
    /** The size that programs take for granted. */
    public static final Screen USUAL = new Screen(80, 24);

    /** The size of the terminal now, the usual one where it cannot be known. */
    public static Screen now() {
        try {
            String[] words = Stty.run("size").strip().split(" ");
            int rows = Integer.parseInt(words[0]);
            int columns = Integer.parseInt(words[1]);
            return rows > 0 && columns > 0 ? new Screen(columns, rows) : USUAL;
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return USUAL;
        }
    }
}
