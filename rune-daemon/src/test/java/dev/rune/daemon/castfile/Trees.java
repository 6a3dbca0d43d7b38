package dev.rune.daemon.castfile;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Position;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.Scalar.Kind;
import dev.rune.kernel.section.Sequence;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Trees at random, rich in texts that writers get wrong. */
final class Trees {
    private Trees() {}

    static Arbitrary<Node> trees(int depth) {
        if (depth == 0) {
            return scalars();
        }
        Arbitrary<Mapping> mappings = texts().set().ofMaxSize(4).flatMap(keys -> trees(depth - 1).list()
                .ofSize(keys.size()).map(values -> {
                    Map<String, Node> entries = new LinkedHashMap<>();
                    keys.forEach(key -> entries.put(key, values.get(entries.size())));
                    return Mapping.of(entries);
                }));
        return Arbitraries.oneOf(scalars(), trees(depth - 1).list().ofMaxSize(4).map(Sequence::of), mappings);
    }

    static Arbitrary<Node> scalars() {
        Arbitrary<Node> plain = Arbitraries
                .of("", "~", "null", "NULL", "true", "False", "0", "-0", "007", "0o17", "0xFF",
                        "+1", "1.", ".5", "1.50", "-1e3", "1E+2", ".inf", "-.INF", ".nan",
                        "12345678901234567890123456789")
                .map(text -> Scalar.plain(text, Position.NONE));
        return Arbitraries.oneOf(plain, texts().map(Scalar::of));
    }

    static Arbitrary<String> texts() {
        Arbitrary<String> known = Arbitraries.of("", " ", "\n", "\t", "null", "~", "true", "yes", "0", "007", "1e3",
                ".inf",
                "<<", "$integer", "$$", "- a", "a: b", "a #b", "#a", "&a", "*a", "!a", "|", ">", "%a", "@a", "`", "'",
                "\"",
                "[", "{", "---", "...", "? a", "a\n", "a\n\n", "\na", " a", "a ", "a\n b\n", "a \nb", "\ta\n", "\r\n",
                "\u0085",
                "\u2028", "\uFEFF", "\u0000", "\u0007", "\uD83D\uDE00", "key:", "=", "a\tb", "2024-01-01", "12:30",
                "\\", "a\\n");
        Arbitrary<String> mixed = Arbitraries.strings().withChars("ab 0:-#'\"\n\t{}[]&*!|>%@,?\\~é\u2028")
                .ofMaxLength(12);
        // Half of a surrogate pair is no character, and YAML has no way to write it.
        Arbitrary<String> any = Arbitraries.strings().ofMaxLength(20)
                .filter(text -> text.codePoints()
                        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
        return Arbitraries.oneOf(known, mixed, any, Arbitraries.strings().alpha().ofLength(200));
    }

    /** The kind a scalar of {@code text} has for a reader. */
    static Kind kind(String text) {
        return Scalar.plain(text, Position.NONE).kind();
    }
}
