package dev.rune.plugin.process;

import java.io.DataInputStream;
import java.io.IOException;
import java.time.Instant;

/**
 * What {@code rune-shim} answers to a request.
 *
 * @param request   the number of the request
 * @param step      what failed; {@link StartStep#NONE} where nothing did
 * @param error     the C library's number for why
 * @param shim      the shim that attends the instance
 * @param process   the instance's main process
 * @param startedAt when that ran
 */
record StartReply(long request, StartStep step, int error, ProcessKey shim, ProcessKey process, Instant startedAt) {
    static StartReply read(DataInputStream in) throws IOException {
        long request = in.readLong();
        StartStep step = StartStep.values()[(int) in.readLong()];
        int error = (int) in.readLong();
        ProcessKey shim = new ProcessKey(in.readLong(), in.readLong());
        ProcessKey process = new ProcessKey(in.readLong(), in.readLong());
        return new StartReply(request, step, error, shim, process, instant(in.readLong()));
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
    }
}
