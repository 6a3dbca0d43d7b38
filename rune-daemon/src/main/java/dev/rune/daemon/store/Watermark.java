package dev.rune.daemon.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The number of the last commit that was acknowledged, in a file beside the database. A write-ahead log whose middle is
 * damaged looks like one that was cut off in a crash: SQLite leaves out what follows and says nothing. With this number
 * it is found out. Two slots are written in turn, so that one of them is whole at any moment. Used by one thread.
 */
final class Watermark implements AutoCloseable {
    private static final int SLOT = 64;
    private static final Pattern LINE = Pattern.compile("([0-9]{20}) ([0-9a-f]{8})\n");

    private final FileChannel file;

    private Watermark(FileChannel file) {
        this.file = file;
    }

    static Watermark open(Path path) throws IOException {
        return new Watermark(FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /** The number; empty where neither slot holds one. */
    Optional<Long> read() throws IOException {
        Optional<Long> even = slot(0);
        Optional<Long> odd = slot(1);
        return even.isPresent() && odd.isPresent() ? Optional.of(Math.max(even.get(), odd.get())) : even.or(() -> odd);
    }

    /** Makes {@code number} the number, durably. */
    void write(long number) throws IOException {
        String digits = "%020d".formatted(number);
        ByteBuffer line = ByteBuffer.wrap((digits + " " + checksum(digits) + "\n").getBytes(StandardCharsets.US_ASCII));
        long position = number % 2 * SLOT;
        while (line.hasRemaining()) {
            position += file.write(line, position);
        }
        file.force(false);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private Optional<Long> slot(int index) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(30);
        file.read(buffer, (long) index * SLOT);
        Matcher line = LINE.matcher(new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII));
        return line.matches() && line.group(2).equals(checksum(line.group(1)))
                ? Optional.of(Long.valueOf(line.group(1)))
                : Optional.empty();
    }

    private static String checksum(String digits) {
        CRC32C checksum = new CRC32C();
        checksum.update(digits.getBytes(StandardCharsets.US_ASCII));
        return "%08x".formatted(checksum.getValue());
    }
}
