package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/**
 * What a command left behind.
 *
 * @param command the command's words
 * @param code    its exit code
 * @param out     its standard output
 * @param err     its standard error
 */
record Outcome(List<String> command, int code, String out, String err) {
    /** This, after checking that it ended with {@code expected}; otherwise shows all it said. */
    Outcome expect(int expected) {
        assertEquals(expected, code, () -> String.join(" ", command) + "\n" + out + err);
        return this;
    }

    Outcome done() {
        return expect(0);
    }

    /** Its standard output, line by line. */
    List<String> lines() {
        return out.lines().toList();
    }

    /** All that a person would have seen. */
    String text() {
        return out + err;
    }
}
