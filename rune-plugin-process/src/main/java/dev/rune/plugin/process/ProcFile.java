package dev.rune.plugin.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads small files of {@code /proc} in one go. {@link Files#readString} asks for a single byte first where a file says
 * that its size is 0, and some of these give nothing more after that.
 */
final class ProcFile {
    private static final int ROOM = 16_384;

    private ProcFile() {}

    static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(ROOM), StandardCharsets.ISO_8859_1);
        }
    }
}
