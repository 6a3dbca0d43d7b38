package dev.rune.cli.term;

import dev.rune.cli.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts log lines into the form for people: prefixed by their instance where there are several, each in its colour. */
public final class LogPrinter {
    private final Colours colours;
    private final boolean timestamps;
    private boolean prefixed;
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private int width;

    /**
     * A printer.
     *
     * @param timestamps whether the time of each line is shown
     * @param prefixed   whether its instance is
     */
    public LogPrinter(Colours colours, boolean timestamps, boolean prefixed) {
        this.colours = colours;
        this.timestamps = timestamps;
        this.prefixed = prefixed;
    }

    /** Whether this is the first line of its instance. */
    public boolean isNew(Json line) {
        return !numbers.containsKey(line.text("instance"));
    }

    /** From now on lines are prefixed. */
    public void prefix() {
        prefixed = true;
    }

    /** The line as it is shown. */
    public String format(Json line) {
        String instance = line.text("instance");
        int number = numbers.computeIfAbsent(instance, id -> numbers.size());
        StringBuilder text = new StringBuilder();
        if (prefixed) {
            width = Math.max(width, instance.length());
            text.append(colours.source(instance + " ".repeat(width - instance.length()) + " |", number)).append(' ');
        }
        if (timestamps) {
            text.append(colours.faint(line.text("time"))).append(' ');
        }
        return text.append(line.text("line")).toString();
    }
}
