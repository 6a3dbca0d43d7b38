package dev.rune.cli.command;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the files of a cast: named ones, those of directories, and standard input. */
final class CastFiles {
    /** A castfile has no more than this. */
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private CastFiles() {}

    /**
     * One file.
     *
     * @param name    as it was typed, or found under what was typed
     * @param content its text
     */
    record CastFile(String name, String content) {}

    /**
     * Reads everything that {@code words} name.
     *
     * @param recursive whether the directories below a directory are looked into
     * @param in        what {@code -} means
     * @throws Failure 2 where something is not there, 6 where it can be no castfile
     */
    static List<CastFile> read(List<String> words, boolean recursive, InputStream in) throws IOException {
        List<CastFile> files = new ArrayList<>();
        for (String word : words) {
            if (word.equals("-")) {
                files.add(new CastFile("<stdin>", decode("<stdin>", in.readNBytes(MAX_BYTES + 1))));
                continue;
            }
            Path path = Path.of(word);
            if (Files.isDirectory(path)) {
                for (Path file : castfilesIn(path, recursive)) {
                    files.add(new CastFile(file.toString(), read(file)));
                }
            } else {
                files.add(new CastFile(word, read(path)));
            }
        }
        return files;
    }

    private static List<Path> castfilesIn(Path directory, boolean recursive) throws IOException {
        try (Stream<Path> found = Files.walk(directory, recursive ? Integer.MAX_VALUE : 1)) {
            List<Path> files = found.filter(CastFiles::isCastfile).sorted().toList();
            if (files.isEmpty()) {
                throw Failure.usage("the directory " + directory + " has no file *.yaml or *.yml"
                        + (recursive ? "" : "; -r looks into the directories below it too"));
            }
            return files;
        }
    }

    private static boolean isCastfile(Path path) {
        String name = path.getFileName().toString();
        return (name.endsWith(".yaml") || name.endsWith(".yml")) && Files.isRegularFile(path);
    }

    private static String read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw Failure.usage("there is no file " + file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return decode(file.toString(), in.readNBytes(MAX_BYTES + 1));
        } catch (AccessDeniedException e) {
            throw new Failure(ExitCode.FORBIDDEN, "you may not read " + file);
        }
    }

    private static String decode(String name, byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new Failure(ExitCode.INVALID,
                    name + ":1:1: larger than 4 MiB, which is the most that a castfile may have");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            return decoder.decode(in).toString();
        } catch (CharacterCodingException e) {
            String before = new String(bytes, 0, in.position(), StandardCharsets.UTF_8);
            long line = before.chars().filter(c -> c == '\n').count() + 1;
            int column = before.length() - before.lastIndexOf('\n');
            throw new Failure(ExitCode.INVALID, name + ":" + line + ":" + column + ": not UTF-8 text (byte 0x"
                    + Integer.toHexString(bytes[in.position()] & 0xff) + ")",
                    "A castfile is a text file with YAML in it.");
        }
    }
}
