package dev.rune.daemon.castfile;

import dev.rune.kernel.section.Position;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.Scalar.Kind;
import java.util.stream.IntStream;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** How a scalar is written: plain where that says the same, in quotes where it does not, as a block where it has lines. */
final class YamlText {
    /** What a plain text may begin with, beside letters and digits. */
    private static final String FIRST = "_./$(+^;=~\\";
    /** What may follow, in a block: everything but what could be a comment or the end of a key. */
    private static final String FURTHER = FIRST + "-)!*&@%<>|?'\"[]{},`";

    private YamlText() {}

    /** Whether {@code scalar} is written as a block: several lines, none with a space that nobody would see. */
    static boolean isBlock(Scalar scalar) {
        String text = scalar.text();
        return scalar.kind() == Kind.STRING && text.contains("\n") && text.charAt(0) != '\n' && text.charAt(0) != ' '
                && !text.contains(" \n") && !text.endsWith(" ") && !text.endsWith("\n\n")
                && text.codePoints().allMatch(c -> c == '\n' || (c >= ' ' && c <= '~') || Character.isLetterOrDigit(c));
    }

    /** {@code scalar} in one line. */
    static String inline(Scalar scalar) {
        return scalar.kind() != Kind.STRING || isPlain(scalar.text()) ? scalar.text() : quoted(scalar.text());
    }

    private static boolean isPlain(String text) {
        return !text.isEmpty() && !text.startsWith("---") && !text.startsWith("...")
                && Scalar.plain(text, Position.NONE).kind() == Kind.STRING && mayBegin(text)
                && IntStream.range(1, text.length()).allMatch(i -> mayFollow(text, i));
    }

    private static boolean mayBegin(String text) {
        char first = text.charAt(0);
        return isWord(first) || FIRST.indexOf(first) >= 0
                || (first == '-' && text.length() > 1
                        && (isWord(text.charAt(1)) || "-./".indexOf(text.charAt(1)) >= 0));
    }

    private static boolean mayFollow(String text, int i) {
        char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
        return switch (text.charAt(i)) {
            case ' ' -> i + 1 < text.length() && next != '#';
            case ':' -> next != ' ';
            case '#' -> true;
            default -> isWord(text.charAt(i)) || FURTHER.indexOf(text.charAt(i)) >= 0;
        };
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"', '\\' -> quoted.append('\\').appendCodePoint(c);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                default -> append(quoted, c);
            }
        });
        return quoted.append('"').toString();
    }

    private static void append(StringBuilder quoted, int c) {
        // These are printable and would still be lost: line breaks of other lands, and the byte order mark.
        boolean lost = c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0xFEFF;
        if (StreamReader.isPrintable(c) && !lost) {
            quoted.appendCodePoint(c);
        } else {
            quoted.append(c > 0xFFFF ? "\\U%08X".formatted(c) : "\\u%04X".formatted(c));
        }
    }
}
