package dev.rune.cli.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON (RFC 8259) into strings, numbers, booleans, lists and maps. By hand, because loading a library for it takes
 * longer than everything else that {@code rune get} does.
 */
final class JsonReader {
    /** Deeper than any answer, and far from the end of the stack. */
    private static final int MAX_DEPTH = 200;

    private final byte[] text;
    private final int end;
    private int at;

    JsonReader(byte[] text, int offset, int length) {
        this.text = text;
        this.at = offset;
        this.end = offset + length;
    }

    /** The one value of the text; null for JSON's null. */
    Object read() {
        Object value = value(0);
        skipSpace();
        if (at < end) {
            throw fault("something follows the value");
        }
        return value;
    }

    private Object value(int depth) {
        if (depth > MAX_DEPTH) {
            throw fault("nested deeper than " + MAX_DEPTH);
        }
        skipSpace();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", Boolean.TRUE);
            case 'f' -> word("false", Boolean.FALSE);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> fields = new LinkedHashMap<>();
        at++;
        skipSpace();
        if (peek() == '}') {
            at++;
            return fields;
        }
        while (true) {
            skipSpace();
            String key = string();
            skipSpace();
            expect(':');
            fields.put(key, value(depth + 1));
            if (!anotherBefore('}')) {
                return fields;
            }
        }
    }

    private List<Object> array(int depth) {
        List<Object> items = new ArrayList<>();
        at++;
        skipSpace();
        if (peek() == ']') {
            at++;
            return items;
        }
        do {
            items.add(value(depth + 1));
        } while (anotherBefore(']'));
        return items;
    }

    private boolean anotherBefore(char close) {
        skipSpace();
        int c = peek();
        if (c != ',' && c != close) {
            throw fault("expected ',' or '" + close + "'");
        }
        at++;
        return c == ',';
    }

    private Object word(String word, Object value) {
        for (int i = 0; i < word.length(); i++) {
            expect(word.charAt(i));
        }
        return value;
    }

    private Object number() {
        int start = at;
        skip('-');
        int whole = at;
        digits();
        if (at > whole + 1 && text[whole] == '0') {
            throw fault("a number begins with 0");
        }
        boolean fraction = skip('.');
        if (fraction) {
            digits();
        }
        boolean exponent = skip('e') || skip('E');
        if (exponent) {
            if (!skip('+')) {
                skip('-');
            }
            digits();
        }
        String number = new String(text, start, at - start, StandardCharsets.ISO_8859_1);
        try {
            return !fraction && !exponent && at - start < 19 ? (Object) Long.valueOf(number) : new BigDecimal(number);
        } catch (NumberFormatException e) {
            throw fault("a number beyond all measure");
        }
    }

    private void digits() {
        int start = at;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        if (at == start) {
            throw fault("expected a value");
        }
    }

    private boolean skip(char c) {
        boolean there = at < end && text[at] == c;
        at += there ? 1 : 0;
        return there;
    }

    private String string() {
        expect('"');
        int start = at;
        while (at < end && text[at] != '"' && text[at] != '\\') {
            if (text[at] >= 0 && text[at] < ' ') {
                throw fault("a control character in a string");
            }
            at++;
        }
        if (peek() == '"') {
            return new String(text, start, at++ - start, StandardCharsets.UTF_8);
        }
        return stringWithEscapes(start);
    }

    private String stringWithEscapes(int start) {
        StringBuilder string = new StringBuilder();
        int run = start;
        while (true) {
            int c = peek();
            if (c == '"' || c == '\\') {
                string.append(new String(text, run, at - run, StandardCharsets.UTF_8));
                at++;
                if (c == '"') {
                    return string.toString();
                }
                string.append(escape());
                run = at;
            } else if (c < ' ' && c >= 0) {
                throw fault("a control character in a string");
            } else {
                at++;
            }
        }
    }

    private char escape() {
        int c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> (char) c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw fault("an unknown escape");
        };
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw fault("\\u without four hexadecimal digits");
            }
            code = code << 4 | digit;
            at++;
        }
        return (char) code;
    }

    private void skipSpace() {
        while (at < end && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
            at++;
        }
    }

    private void expect(char c) {
        if (peek() != c) {
            throw fault("expected '" + c + "'");
        }
        at++;
    }

    private int peek() {
        if (at >= end) {
            throw fault("the text ends too early");
        }
        return text[at];
    }

    private JsonException fault(String message) {
        return new JsonException(message, at);
    }
}
