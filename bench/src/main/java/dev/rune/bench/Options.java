package dev.rune.bench;

import java.util.List;

/** The words of the command line: {@code --name value}. */
record Options(List<String> words) {
    /** Whether a list option names a value, or is not given at all. */
    boolean wants(String option, String value) {
        var at = words.indexOf("--" + option);
        return at < 0 || List.of(words.get(at + 1).split(",")).contains(value);
    }

    int number(String option, int otherwise) {
        var at = words.indexOf("--" + option);
        return at < 0 ? otherwise : Integer.parseInt(words.get(at + 1));
    }
}
