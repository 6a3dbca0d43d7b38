package dev.rune.plugin.process;

import com.sun.jna.Native;
import dev.rune.kernel.spi.runner.LogLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * A file that an instance writes to, and its index beside it. The instance owns the file and appends to it; we only ever
 * take away from its beginning. What was taken away is a hole: the file's size and the place of each line stay.
 *
 * @param file   the file
 * @param index  its index of times
 * @param stream which of the instance's streams it is
 */
record LogFile(Path file, Path index, LogLine.Stream stream) {
    private static final int BLOCK = 65_536;

    static LogFile in(Path folder, LogLine.Stream stream) {
        String name = stream == LogLine.Stream.STDOUT ? "out" : "err";
        return new LogFile(folder.resolve(name + ".log"), folder.resolve(name + ".idx"), stream);
    }

    /** What is known of the file without reading it. */
    record State(long size, Instant written) {}

    /** Its state now; empty at the epoch where it does not exist. */
    State state() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            return new State(attributes.size(), attributes.lastModifiedTime().toInstant());
        } catch (IOException gone) {
            return new State(0, Instant.EPOCH);
        }
    }

    FileChannel open() throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    /** Where its first line begins, behind what was taken away. */
    long head() {
        int fd = Libc.open(file.toString(), Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
        if (fd < 0) {
            return 0;
        }
        long data = Libc.lseek(fd, 0, Libc.SEEK_DATA);
        Libc.close(fd);
        if (data <= 0) {
            return data == 0 ? firstByte(0) : state().size();
        }
        return firstByte(data);
    }

    /** The last block of a hole is not given back but cleared. */
    private long firstByte(long from) {
        try (FileChannel channel = open()) {
            ByteBuffer block = ByteBuffer.allocate(4096);
            long at = from;
            while (channel.read(block.clear(), at) > 0) {
                for (int i = 0; i < block.position(); i++) {
                    if (block.get(i) != 0) {
                        return at + i;
                    }
                }
                at += block.position();
                if (at - from > BLOCK) {
                    return from;
                }
            }
            return at;
        } catch (IOException gone) {
            return from;
        }
    }

    /**
     * Gives back what lies before the line that {@code offset} is in, and returns where the file begins now. Where the
     * file system has no holes the whole file is emptied: its bound is kept, its lines are not.
     */
    long dropBefore(long offset) throws IOException {
        long head = nextLine(offset);
        int fd = Libc.open(file.toString(), Libc.O_RDWR | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
        if (fd < 0) {
            throw new IOException(file + ": " + Libc.strerror(Native.getLastError()));
        }
        try {
            if (Libc.fallocate(fd, Libc.FALLOC_FL_PUNCH_HOLE | Libc.FALLOC_FL_KEEP_SIZE, 0, head) == 0) {
                return head;
            }
        } finally {
            Libc.close(fd);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            channel.truncate(0);
        }
        return 0;
    }

    /** Where the first line behind {@code offset} begins; {@code offset} where none is near. */
    private long nextLine(long offset) throws IOException {
        try (FileChannel channel = open()) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            channel.read(block, offset);
            for (int i = 0; i < block.position(); i++) {
                if (block.get(i) == '\n') {
                    return offset + i + 1;
                }
            }
            return offset;
        }
    }
}
