package dev.rune.kernel.spi.runner;

/**
 * How much text a terminal shows. Status: stable since 0.1.
 *
 * @param columns characters in a line, 1 to 65535
 * @param rows    lines, 1 to 65535
 */
public record TerminalSize(int columns, int rows) {
    public TerminalSize {
        if (columns < 1 || columns > 65535 || rows < 1 || rows > 65535) {
            throw new IllegalArgumentException(
                    "a terminal has 1 to 65535 columns and rows, not " + columns + "x" + rows);
        }
    }
}
