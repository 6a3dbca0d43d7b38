package dev.rune.programs;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes lines with their times into a file, and begins another when it grows long. Used by one thread. */
final class LineWriter implements Closeable {
    /** A longer line is written as several. */
    private static final int LONGEST_LINE = 64 * 1024;
    /** A stream of an instance has at most twice this much. */
    private static final long LONGEST_FILE = 16L * 1024 * 1024;

    private final Path file;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private OutputStream out;
    private long size;
    private long last;

    LineWriter(Path file) throws IOException {
        this.file = file;
        this.out = open();
    }

    private OutputStream open() throws IOException {
        size = 0;
        return new BufferedOutputStream(new FileOutputStream(file.toFile()));
    }

    /** Writes what comes from {@code in}, as it comes, to its end. */
    void takeAll(InputStream in) throws IOException {
        byte[] read = new byte[8192];
        for (int count = in.read(read); count >= 0; count = in.read(read)) {
            for (int at = 0; at < count; at++) {
                if (read[at] == '\n') {
                    endLine();
                } else {
                    line.write(read[at]);
                    if (line.size() == LONGEST_LINE) {
                        endLine();
                    }
                }
            }
            out.flush();
        }
        if (line.size() > 0) {
            endLine();
        }
    }

    private void endLine() throws IOException {
        if (size > LONGEST_FILE) {
            out.close();
            Files.move(file, file.resolveSibling(file.getFileName() + InstanceFolder.EARLIER),
                    StandardCopyOption.REPLACE_EXISTING);
            out = open();
        }
        // Times of a stream never run backwards, whatever the clock does.
        last = Math.max(last, Moment.now());
        byte[] time = (last + " ").getBytes(StandardCharsets.US_ASCII);
        out.write(time);
        line.writeTo(out);
        out.write('\n');
        size += time.length + line.size() + 1;
        line.reset();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
