package dev.rune.cli.term;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their widest cell, three spaces apart, under headings in capitals. */
public final class Table {
    private static final int GAP = 3;

    private final String[] headings;
    private final List<String[]> rows = new ArrayList<>();
    private int[] least = {};

    /** A table with these headings. */
    public Table(String... headings) {
        this.headings = headings;
    }

    /**
     * Adds a row; an empty cell is shown as {@code -}, except in the last column. Of text of several lines the first is
     * shown, with {@code …} behind it: a row is a line.
     */
    public void row(String... cells) {
        for (int i = 0; i < cells.length; i++) {
            cells[i] = firstLine(cells[i]);
            cells[i] = cells[i].isEmpty() && i < cells.length - 1 ? "-" : cells[i];
        }
        rows.add(cells);
    }

    /** The rows so far. */
    public int size() {
        return rows.size();
    }

    /**
     * Makes the columns at least as wide as those of the table before, for rows that are printed below it.
     *
     * @return the widths, for the table that follows
     */
    public int[] widen(int[] before) {
        least = before;
        return widths();
    }

    /** The lines, the headings first. */
    public List<String> lines(Colours colours) {
        int[] widths = widths();
        List<String> lines = new ArrayList<>(rows.size() + 1);
        lines.add(line(headings, widths, Colours.NONE));
        for (String[] row : rows) {
            lines.add(line(row, widths, colours));
        }
        return lines;
    }

    /** Prints all of it. */
    public void print(PrintStream out, Colours colours) {
        for (String line : lines(colours)) {
            out.print(line + "\n");
        }
    }

    private static String firstLine(String cell) {
        if (cell.indexOf('\n') < 0 && cell.indexOf('\r') < 0) {
            return cell;
        }
        List<String> lines = cell.lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty() ? "" : lines.size() == 1 ? lines.getFirst() : lines.getFirst().stripTrailing() + " …";
    }

    private int[] widths() {
        int[] widths = new int[headings.length];
        for (int i = 0; i < headings.length; i++) {
            widths[i] = Math.max(headings[i].length(), i < least.length ? least[i] : 0);
            for (String[] row : rows) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        return widths;
    }

    private String line(String[] cells, int[] widths, Colours colours) {
        StringBuilder line = new StringBuilder();
        int last = cells.length - 1;
        while (last > 0 && cells[last].isEmpty()) {
            last--;
        }
        for (int i = 0; i <= last; i++) {
            line.append(isState(headings[i]) ? colours.status(cells[i]) : cells[i]);
            if (i < last) {
                line.append(" ".repeat(widths[i] - cells[i].length() + GAP));
            }
        }
        return line.toString();
    }

    private static boolean isState(String heading) {
        return switch (heading) {
            case "STATUS", "STATE", "READY", "SEVERITY", "PASSING", "VERDICT" -> true;
            default -> false;
        };
    }
}
