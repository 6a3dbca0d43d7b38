package dev.rune.kernel.plugin;

import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.status.InstanceId;
import java.util.Objects;
import java.util.Optional;

/** A plugin's log reader behind its guard. Lines are read on the caller's thread: there are many, and none may come for long. */
final class GuardedLogReader implements LogReader {
    private final Guard guard;
    private final Deadlines deadlines;
    private final String what;
    private final LogReader reader;

    GuardedLogReader(Guard guard, Deadlines deadlines, InstanceId id, LogReader reader) {
        this.guard = guard;
        this.deadlines = deadlines;
        this.what = "logs of " + id;
        this.reader = Objects.requireNonNull(reader, "no log reader");
    }

    @Override
    public Optional<LogLine> next() throws InterruptedException {
        return guard.interruptibly(what, reader::next);
    }

    @Override
    public void close() {
        guard.close("the closing of " + what, deadlines.quick(), reader::close);
    }
}
