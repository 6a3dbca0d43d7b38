package dev.rune.cli.command;

import dev.rune.cli.exit.Failure;
import dev.rune.cli.term.Times;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/**
 * What was typed. An option of all commands may stand before or after the command's word; the one that stands nearer to
 * the end counts.
 */
final class Arguments {
    /** The deepest first. */
    private final List<ParseResult> levels;

    Arguments(List<ParseResult> levels) {
        this.levels = levels;
    }

    Optional<String> value(String option) {
        for (ParseResult level : levels) {
            if (level.hasMatchedOption(option)) {
                return Optional.of(level.matchedOptionValue(option, ""));
            }
        }
        return Optional.empty();
    }

    List<String> values(String option) {
        ParseResult own = levels.get(0);
        return own.hasMatchedOption(option) ? own.matchedOptionValue(option, List.of()) : List.of();
    }

    boolean flag(String option) {
        for (ParseResult level : levels) {
            if (level.hasMatchedOption(option)) {
                return true;
            }
        }
        return false;
    }

    /** The words after the options. */
    List<String> words() {
        ParseResult own = levels.get(0);
        return own.hasMatchedPositional(0) ? own.matchedPositionalValue(0, List.of()) : List.of();
    }

    /** The only word that may be there. */
    String word(String label) {
        List<String> words = words();
        if (words.size() != 1) {
            throw Failure.usage(words.isEmpty()
                    ? "the " + label + " is missing"
                    : "only one " + label + " is expected, but there is also '" + words.get(1) + "'");
        }
        return words.get(0);
    }

    Duration duration(String option, Duration otherwise) {
        Optional<String> text = value(option);
        return text.isPresent() ? Times.duration(option, text.get()) : otherwise;
    }

    /** A whole number from 0, with the option it stands with named in the message. */
    static int number(String what, String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw badNumber(what, text);
        }
        throw badNumber(what, text);
    }

    private static Failure badNumber(String what, String text) {
        return Failure.usage(what + " '" + text + "' is no whole number from 0 to " + Integer.MAX_VALUE);
    }
}
