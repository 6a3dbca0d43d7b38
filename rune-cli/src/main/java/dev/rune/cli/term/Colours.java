package dev.rune.cli.term;

/** Colours words, or leaves them as they are. */
public enum Colours {
    /** Escape sequences that every terminal knows. */
    ANSI,
    /** None. */
    NONE;

    private static final int[] OF_INSTANCES = {36, 33, 35, 32, 34, 96, 93, 95, 92, 94};

    /** Good news. */
    public String good(String text) {
        return paint(text, 32);
    }

    /** On its way. */
    public String pending(String text) {
        return paint(text, 33);
    }

    /** Bad news. */
    public String bad(String text) {
        return paint(text, 31);
    }

    /** Less important. */
    public String faint(String text) {
        return paint(text, 2);
    }

    /** Important. */
    public String strong(String text) {
        return paint(text, 1);
    }

    /** The colour of the {@code number}th of several sources. */
    public String source(String text, int number) {
        return paint(text, OF_INSTANCES[Math.floorMod(number, OF_INSTANCES.length)]);
    }

    /** A status, state or severity in its colour; {@code text} may have spaces around the word. */
    public String status(String text) {
        if (this == NONE) {
            return text;
        }
        return switch (text.trim()) {
            case "Running", "yes", "passing" -> good(text);
            case "Pending", "Starting", "Degraded", "Stopping", "Deleting", "Warning" -> pending(text);
            case "Failed", "Unhealthy", "failing" -> bad(text);
            case "Stopped", "no", "Deleted" -> faint(text);
            default -> text;
        };
    }

    private String paint(String text, int code) {
        return this == NONE || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
