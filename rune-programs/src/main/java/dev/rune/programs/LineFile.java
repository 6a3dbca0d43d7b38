package dev.rune.programs;

import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogLine.Stream;
import dev.rune.kernel.status.InstanceId;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;

/** Reads what a {@link LineWriter} writes, while it is written. Used by one thread. */
final class LineFile implements Closeable {
    private final Path file;
    private final InstanceId instance;
    private final Stream stream;
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();
    private Optional<Opened> opened;

    /** A file that was opened, whatever its name is now. */
    private record Opened(InputStream in, Object key) {}

    LineFile(Path file, InstanceId instance, Stream stream) throws IOException {
        this.file = file;
        this.instance = instance;
        this.stream = stream;
        Optional<Opened> earlier = open(file.resolveSibling(file.getFileName() + InstanceFolder.EARLIER));
        this.opened = earlier.isPresent() ? earlier : open(file);
    }

    private static Optional<Opened> open(Path path) throws IOException {
        try {
            Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return Optional.of(new Opened(new BufferedInputStream(Files.newInputStream(path)), key));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The next line that was written to its end; empty where there is none yet. */
    Optional<LogLine> next() throws IOException {
        if (opened.isEmpty()) {
            opened = open(file);
        }
        while (opened.isPresent()) {
            Optional<LogLine> line = next(opened.get().in());
            if (line.isPresent() || !superseded(opened.get())) {
                return line;
            }
            // Between its end and the look for another file there may have been a last line.
            line = next(opened.get().in());
            if (line.isPresent()) {
                return line;
            }
            close();
            part.reset();
            opened = open(file);
        }
        return Optional.empty();
    }

    private boolean superseded(Opened current) throws IOException {
        try {
            return !Files.readAttributes(file, BasicFileAttributes.class).fileKey().equals(current.key());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Optional<LogLine> next(InputStream in) throws IOException {
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                String text = part.toString(StandardCharsets.UTF_8);
                part.reset();
                int blank = text.indexOf(' ');
                Instant at = Moment.parse(text.substring(0, blank));
                return Optional.of(new LogLine(at, instance, stream, text.substring(blank + 1)));
            }
            part.write(next);
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        if (opened.isPresent()) {
            opened.get().in().close();
        }
    }
}
