package dev.rune.cli.command;

import dev.rune.cli.exit.Failure;
import dev.rune.cli.term.Times;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** What was typed beside the command's word. */
final class Arguments {
    private final ParseResult parsed;

    Arguments(ParseResult parsed) {
        this.parsed = parsed;
    }

    /** The value of an option. */
    Optional<String> value(String option) {
        return parsed.hasMatchedOption(option) ? Optional.of(parsed.matchedOptionValue(option, "")) : Optional.empty();
    }

    /** The values of an option that may be there several times. */
    List<String> values(String option) {
        return parsed.hasMatchedOption(option) ? parsed.matchedOptionValue(option, List.of()) : List.of();
    }

    /** The value of an option that is true or false. */
    boolean truth(String option, boolean otherwise) {
        return parsed.matchedOptionValue(option, otherwise);
    }

    /** Whether an option is there. */
    boolean flag(String option) {
        return parsed.hasMatchedOption(option);
    }

    /** The words after the options. */
    List<String> words() {
        return parsed.hasMatchedPositional(0) ? parsed.matchedPositionalValue(0, List.of()) : List.of();
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

    /** The duration of an option. */
    Duration duration(String option, Duration otherwise) {
        Optional<String> text = value(option);
        return text.isPresent() ? Times.duration(option, text.get()) : otherwise;
    }

    /** A whole number from 0, with the option it stands with named in the message. */
    static int number(String what, String text) {
        return number(what, text, Integer.MAX_VALUE);
    }

    /** A whole number from 0 to {@code most}. */
    static int number(String what, String text, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw badNumber(what, text, most);
        }
        throw badNumber(what, text, most);
    }

    private static Failure badNumber(String what, String text, int most) {
        return Failure.usage(what + " '" + text + "' is no whole number from 0 to " + most);
    }
}
