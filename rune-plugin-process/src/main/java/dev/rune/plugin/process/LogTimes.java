package dev.rune.plugin.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;

/**
 * When a log file had which size: the samples of its index, 16 bytes each (offset, nanoseconds). A line's time is
 * interpolated between the samples around its end. Not safe for use by several threads.
 */
final class LogTimes {
    static final int SAMPLE_BYTES = 16;
    /** More samples than this are thinned out to half. */
    static final int SAMPLES = 65_536;

    private long[] offsets;
    private long[] nanos;
    private int count;
    // The last sample before the offset asked for last: questions mostly go forwards.
    private int cursor;

    private LogTimes(long[] offsets, long[] nanos) {
        this.offsets = offsets;
        this.nanos = nanos;
        this.count = offsets.length;
    }

    /** Those in {@code index}, and {@code last} behind them. */
    static LogTimes read(Path index, LogFile.State last) {
        ByteBuffer bytes = ByteBuffer.wrap(bytesOf(index));
        int count = bytes.remaining() / SAMPLE_BYTES;
        long[] offsets = new long[count];
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            offsets[i] = bytes.getLong();
            // The file system's clock is a little behind ours.
            nanos[i] = i == 0 ? bytes.getLong() : Math.max(nanos[i - 1], bytes.getLong());
        }
        LogTimes times = new LogTimes(offsets, nanos);
        times.add(last);
        return times;
    }

    /** Appends a sample to {@code index}. */
    static void append(Path index, long offset, Instant at) throws IOException {
        byte[] sample = ByteBuffer.allocate(SAMPLE_BYTES).putLong(offset).putLong(nanos(at)).array();
        Files.write(index, sample, StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
        if (Files.size(index) > (long) SAMPLES * SAMPLE_BYTES) {
            thinOut(index);
        }
    }

    /** The time of what ends at {@code offset}. */
    Instant at(long offset) {
        if (count == 0) {
            return Instant.EPOCH;
        }
        if (cursor > 0 && offsets[cursor] >= offset) {
            cursor = 0;
        }
        while (cursor + 1 < count && offsets[cursor + 1] < offset) {
            cursor++;
        }
        if (cursor + 1 == count || offsets[cursor] >= offset) {
            return StartReply.instant(nanos[cursor]);
        }
        double share = (double) (offset - offsets[cursor]) / (offsets[cursor + 1] - offsets[cursor]);
        return StartReply.instant(nanos[cursor] + (long) (share * (nanos[cursor + 1] - nanos[cursor])));
    }

    /** An offset from which on to look for what was written at {@code time}: everything before it is older. */
    long before(Instant time) {
        long wanted = nanos(time);
        int i = count - 1;
        while (i > 0 && nanos[i] >= wanted) {
            i--;
        }
        return count == 0 || nanos[i] >= wanted ? 0 : offsets[i];
    }

    /** A sample that is not in the index (yet), where the file has grown since the last. */
    void add(LogFile.State state) {
        if (count == 0 || state.size() > offsets[count - 1]) {
            append(state);
        }
    }

    /** Notes that the file still had the size of the last sample at a later time. */
    void confirm(LogFile.State state) {
        if (count > 0 && state.size() == offsets[count - 1]) {
            append(state);
        }
    }

    private void append(LogFile.State state) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, Math.max(16, 2 * count));
            nanos = Arrays.copyOf(nanos, offsets.length);
        }
        offsets[count] = state.size();
        nanos[count] = count == 0 ? nanos(state.written()) : Math.max(nanos[count - 1], nanos(state.written()));
        count++;
    }

    private static void thinOut(Path index) throws IOException {
        byte[] all = bytesOf(index);
        byte[] half = new byte[all.length / (2 * SAMPLE_BYTES) * SAMPLE_BYTES];
        for (int i = 0; i < half.length; i += SAMPLE_BYTES) {
            System.arraycopy(all, 2 * i, half, i, SAMPLE_BYTES);
        }
        Files.write(index, half, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
    }

    private static byte[] bytesOf(Path index) {
        try {
            return Files.exists(index, LinkOption.NOFOLLOW_LINKS) ? Files.readAllBytes(index) : new byte[0];
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static long nanos(Instant at) {
        return at.getEpochSecond() * 1_000_000_000 + at.getNano();
    }
}
