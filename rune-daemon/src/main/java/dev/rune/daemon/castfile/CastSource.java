package dev.rune.daemon.castfile;

import dev.rune.kernel.section.Finding;
import dev.rune.kernel.section.Position;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * One input text, or why it is none.
 *
 * @param name  the file's name as the user gave it; {@code -} for standard input
 * @param text  its text; empty where there is a fault
 * @param fault why its bytes are no text that can be read
 */
public record CastSource(String name, String text, Optional<Finding> fault) {
    /** The most bytes a castfile may have. */
    public static final int LIMIT = 4 << 20;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    public CastSource {
        Objects.requireNonNull(name);
        Objects.requireNonNull(text);
        Objects.requireNonNull(fault);
    }

    /** The input {@code text}, which came as text. */
    public static CastSource of(String name, String text) {
        // Three bytes is the most that one char becomes; encoding a text that is surely too long would be in vain.
        boolean large = text.length() > LIMIT
                || (text.length() > LIMIT / 3 && text.getBytes(StandardCharsets.UTF_8).length > LIMIT);
        return large ? unreadable(name, Position.NONE, tooLarge(text.length(), "characters")) : ofText(name, text);
    }

    /** The input whose bytes, as they stand in the file, are {@code bytes}. */
    public static CastSource of(String name, byte[] bytes) {
        if (bytes.length > LIMIT) {
            return unreadable(name, Position.NONE, tooLarge(bytes.length, "bytes"));
        }
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true);
        text.flip();
        if (result.isError()) {
            return unreadable(name, end(text), "this is no UTF-8 text; a castfile is YAML in UTF-8");
        }
        return ofText(name, text.toString());
    }

    /** An input larger than {@link #LIMIT}, of which nobody needs to hold more. */
    public static CastSource tooLarge(String name, long bytes) {
        return unreadable(name, Position.NONE, tooLarge(bytes, "bytes"));
    }

    private static CastSource ofText(String name, String text) {
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            return unreadable(name, end(text.substring(0, nul)),
                    "there is a NUL here, so this is no text; a castfile is YAML in UTF-8");
        }
        boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
        return new CastSource(name, marked ? text.substring(1) : text, Optional.empty());
    }

    private static CastSource unreadable(String name, Position position, String message) {
        Position named = new Position(name, position.line(), position.column());
        return new CastSource(name, "", Optional.of(Finding.of(named, "", message)));
    }

    private static String tooLarge(long size, String unit) {
        return "the file has " + size + " " + unit + "; at most " + LIMIT + " bytes (4 MiB) are read";
    }

    /** The position after {@code read}. */
    private static Position end(CharSequence read) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < read.length(); i++) {
            boolean newline = read.charAt(i) == '\n';
            line += newline ? 1 : 0;
            column = newline ? 1 : column + (Character.isLowSurrogate(read.charAt(i)) ? 0 : 1);
        }
        return new Position("", line, column);
    }
}
