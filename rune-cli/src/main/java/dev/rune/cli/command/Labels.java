package dev.rune.cli.command;

import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What labels have to be: {@code k=v}, {@code k!=v}, {@code k} or {@code !k}, all of them.
 *
 * @param terms all of which have to hold
 */
record Labels(List<Term> terms) {
    /** Every object. */
    static final Labels ANY = new Labels(List.of());

    /**
     * One condition.
     *
     * @param key   the label
     * @param value its value, where one matters
     * @param holds whether it has to be so or has not to be so
     */
    record Term(String key, Optional<String> value, boolean holds) {
        boolean matches(Json labels) {
            Json label = labels.at(key);
            boolean same = label.present() && (value.isEmpty() || value.get().equals(label.text()));
            return same == holds;
        }
    }

    /** Reads the value of {@code -l}. */
    static Labels parse(Optional<String> text) {
        if (text.isEmpty()) {
            return ANY;
        }
        List<Term> terms = new ArrayList<>();
        for (String part : text.get().split(",", -1)) {
            terms.add(term(part.strip(), text.get()));
        }
        return new Labels(terms);
    }

    private static Term term(String part, String all) {
        int equals = part.indexOf('=');
        boolean differs = equals > 0 && part.charAt(equals - 1) == '!';
        boolean lacks = equals < 0 && part.startsWith("!");
        String key = equals < 0 ? part.substring(lacks ? 1 : 0) : part.substring(0, differs ? equals - 1 : equals);
        if (key.isEmpty()) {
            throw Failure
                    .usage("-l '" + all + "' is no selection by labels; write it like app=web,tier!=test,canary,!old");
        }
        int from = part.startsWith("==", Math.max(equals, 0)) ? equals + 2 : equals + 1;
        return new Term(key, equals < 0 ? Optional.empty() : Optional.of(part.substring(from)), !differs && !lacks);
    }

    /** Whether an object's labels are so. */
    boolean match(Json object) {
        Json labels = object.at("labels");
        for (Term term : terms) {
            if (!term.matches(labels)) {
                return false;
            }
        }
        return true;
    }
}
