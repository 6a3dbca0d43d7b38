package dev.rune.kernel.plugin;

import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.status.InstanceId;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A plugin's log reader behind its guard. Lines are read by one call into the plugin, which lasts, and a little ahead:
 * there are many, and none may come for long. Whoever follows waits as long as nobody closes it; what is there already has
 * to come within a deadline.
 */
final class GuardedLogReader implements LogReader {
    private static final int AHEAD = 256;

    private final Guard guard;
    private final Deadlines deadlines;
    private final String what;
    private final LogReader reader;
    private final boolean follows;
    private final BlockingQueue<Step> steps = new ArrayBlockingQueue<>(AHEAD);
    /** Written by whoever closes this. */
    private volatile boolean closed;
    /** Whether a call has been begun whose end was not taken yet. Written by the reading thread. */
    private boolean reading;
    /** The call that brings lines. Written by the reading thread. */
    private volatile Optional<Guard.Lasting> call = Optional.empty();

    /** What the plugin brings: a line, or with none its failure, or with neither its end. */
    private record Step(Optional<LogLine> line, Optional<ProblemException> failure) {
        private static final Step END = new Step(Optional.empty(), Optional.empty());
    }

    GuardedLogReader(Guard guard, Deadlines deadlines, InstanceId id, boolean follows, LogReader reader) {
        this.guard = guard;
        this.deadlines = deadlines;
        this.what = "logs of " + id;
        this.follows = follows;
        this.reader = Objects.requireNonNull(reader, "no log reader");
    }

    @Override
    public Optional<LogLine> next() throws InterruptedException {
        if (guard.isDirect()) {
            return guard.interruptibly(what, reader::next);
        }
        if (closed) {
            return Optional.empty();
        }
        if (!reading) {
            call = Optional.of(guard.begin(what, this::readAll));
            reading = true;
        }
        Step step = taken();
        reading = step.line().isPresent();
        if (step.failure().isPresent()) {
            throw step.failure().get();
        }
        return step.line();
    }

    private Step taken() throws InterruptedException {
        if (follows) {
            return steps.take();
        }
        Optional<Step> step = Optional
                .ofNullable(steps.poll(deadlines.open().toNanos(), TimeUnit.NANOSECONDS));
        return step.orElseThrow(() -> {
            call.ifPresent(Guard.Lasting::leave);
            return guard.late(what, deadlines.open());
        });
    }

    /** Runs on a thread of the plugin's. */
    private void readAll() throws InterruptedException {
        boolean more = true;
        while (more && !closed) {
            Step step;
            try {
                step = new Step(Optional.ofNullable(reader.next()).orElseThrow(() -> guard.isNull(what)),
                        Optional.empty());
            } catch (Throwable e) {
                step = new Step(Optional.empty(), Optional.of(guard.problem(what, e)));
            }
            steps.put(step);
            more = step.line().isPresent();
        }
    }

    @Override
    public void close() {
        closed = true;
        // Where there is no room for it nobody waits.
        steps.offer(Step.END);
        guard.close("the closing of " + what, deadlines.quick(), reader::close);
        // It may wait for room, too.
        steps.clear();
        steps.offer(Step.END);
        call.ifPresent(lasting -> lasting.end(deadlines.quick()));
    }
}
