package dev.rune.plugin.process;

import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** Reads the lines of one log file forwards. Used by one thread. */
final class LineReader implements AutoCloseable {
    /** A longer line is given out in pieces of this many bytes. */
    static final int LONGEST = 65_536;

    private final LogFile file;
    private final InstanceId instance;
    private final FileChannel channel;
    private final LogTimes times;
    private final byte[] buffer = new byte[2 * LONGEST];
    // What of the buffer is not given out yet, and where in the file it begins.
    private int from;
    private int to;
    private long position;
    private LogFile.State seen;

    LineReader(LogFile file, InstanceId instance) throws IOException {
        this.file = file;
        this.instance = instance;
        this.channel = file.open();
        this.seen = file.state();
        this.times = LogTimes.read(file.index(), seen);
    }

    /** Goes on at {@code offset}, where a line begins. */
    void seek(long offset) {
        position = offset;
        from = 0;
        to = 0;
    }

    /** Where the next line begins. */
    long position() {
        return position;
    }

    /** The end of the file now. */
    long size() {
        return file.state().size();
    }

    /**
     * The next line that ends before {@code end}.
     *
     * @param last whether what lies before {@code end} without an end of line counts as one
     */
    Optional<LogLine> next(long end, boolean last) {
        int found = find(end);
        while (found < 0 && to - from <= LONGEST && fill(end)) {
            found = find(end);
        }
        int available = (int) Math.min(to - from, Math.max(0, end - position));
        if (found >= 0) {
            return Optional.of(take(found - from, 1));
        }
        if (available >= LONGEST) {
            return Optional.of(take(LONGEST, 0));
        }
        return last && available > 0 ? Optional.of(take(available, 0)) : Optional.empty();
    }

    /** Notes how far the file is, so that lines written since are dated; returns its size. */
    long refresh() {
        LogFile.State state = file.state();
        if (state.size() < position) {
            // The service has emptied its log.
            seek(0);
        }
        if (state.size() > seen.size()) {
            // What is new was written since the last look, not since the last line.
            times.confirm(seen);
            times.add(state);
        }
        seen = new LogFile.State(state.size(), Instant.now());
        return state.size();
    }

    /** Where the first line that was written at {@code time} or later begins, between {@code start} and {@code end}. */
    long offsetAt(Instant time, long start, long end) {
        seek(Math.max(start, lineStart(times.before(time))));
        while (true) {
            long begin = position;
            Optional<LogLine> line = next(end, true);
            if (line.isEmpty() || !line.get().at().isBefore(time)) {
                seek(0);
                return line.isEmpty() ? end : begin;
            }
        }
    }

    /** Where the last {@code wanted} lines before {@code end} begin, and how many there are. */
    Tail tail(int wanted, long start, long end) {
        long lineEnd = end;
        long begin = end;
        int lines = 0;
        ByteBuffer block = ByteBuffer.allocate(LONGEST);
        for (long at = end; at > start && lines < wanted;) {
            int size = (int) Math.min(LONGEST, at - start);
            at -= size;
            read(block.clear().limit(size), at);
            for (int i = block.position() - 1; i >= 0 && lines < wanted; i--) {
                if (block.get(i) == '\n' && at + i + 1 < lineEnd) {
                    lines += pieces(lineEnd - at - i - 1);
                    begin = at + i + 1;
                    lineEnd = at + i + 1;
                }
            }
            if (at == start && lines < wanted && lineEnd > start) {
                lines += pieces(lineEnd - start);
                begin = start;
            }
        }
        return new Tail(begin, lines);
    }

    /**
     * The end of a file's part.
     *
     * @param begin where it begins
     * @param lines how many lines it has
     */
    record Tail(long begin, int lines) {}

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static int pieces(long bytes) {
        return (int) Math.max(1, (bytes + LONGEST - 2) / LONGEST);
    }

    private long lineStart(long offset) {
        long start = Math.max(0, offset - LONGEST);
        ByteBuffer block = ByteBuffer.allocate((int) (offset - start));
        read(block, start);
        for (int i = block.position() - 1; i >= 0; i--) {
            if (block.get(i) == '\n') {
                return start + i + 1;
            }
        }
        return start == 0 ? 0 : offset;
    }

    private int find(long end) {
        int limit = (int) Math.min(Math.min(to, from + LONGEST + 1), from + Math.max(0, end - position));
        for (int i = from; i < limit; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private boolean fill(long end) {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        int room = (int) Math.min(buffer.length - to, end - position - to);
        if (room <= 0) {
            return false;
        }
        int count = read(ByteBuffer.wrap(buffer, to, room), position + to);
        to += Math.max(0, count);
        return count > 0;
    }

    private LogLine take(int size, int ending) {
        int length = size > 0 && ending == 1 && buffer[from + size - 1] == '\r' ? size - 1 : size;
        String text = new String(buffer, from, length, StandardCharsets.UTF_8);
        from += size + ending;
        position += size + ending;
        return new LogLine(times.at(position), instance, file.stream(), text);
    }

    private int read(ByteBuffer into, long at) {
        try {
            int count = 0;
            while (into.hasRemaining()) {
                int n = channel.read(into, at + count);
                if (n < 0) {
                    break;
                }
                count += n;
            }
            return count;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
