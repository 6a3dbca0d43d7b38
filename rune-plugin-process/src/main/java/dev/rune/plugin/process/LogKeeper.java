package dev.rune.plugin.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the index of every log file and keeps what the instances of one service have written within its bound. A file
 * that nobody writes to costs nothing: it is looked at from the first write on, at intervals, until it has been quiet for
 * one. Everything happens on the event loop's thread.
 */
final class LogKeeper {
    private static final Logger LOG = System.getLogger(LogKeeper.class.getName());
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration HASTE = Duration.ofMillis(20);
    private static final long MUCH = 4 << 20;

    private final EventLoop loop;
    private final long bound;
    // Both, with what is in them, guarded by this object.
    private final Map<LogFile, Kept> files = new HashMap<>();
    private final Map<String, Set<Kept>> services = new HashMap<>();

    private static final class Kept {
        final LogFile file;
        final String service;
        final Instant since;
        long head;
        long size;
        // Whether it is looked at at intervals, because it was written to lately.
        boolean busy;

        Kept(LogFile file, String service, Instant since) {
            this.file = file;
            this.service = service;
            this.since = since;
        }

        long bytes() {
            return size - head;
        }
    }

    /** Bounds the output of each service to {@code bound} bytes. */
    LogKeeper(EventLoop loop, long bound) {
        this.loop = loop;
        this.bound = bound;
    }

    /** Keeps the files of an instance of {@code service} that was started at {@code since}, until they are forgotten. */
    synchronized void keep(List<LogFile> all, String service, Instant since) {
        for (LogFile file : all) {
            Kept kept = new Kept(file, service, since);
            files.put(file, kept);
            services.computeIfAbsent(service, key -> new HashSet<>()).add(kept);
        }
        loop.schedule(Duration.ZERO, () -> all.forEach(this::begin));
    }

    /** Writes down what there is of a file whose instance has ended. */
    void ended(LogFile file) {
        loop.schedule(Duration.ZERO, () -> lookAt(file));
    }

    /** Looks at {@code file} no more, and writes nothing beside it after this returns. */
    synchronized void forget(LogFile file) {
        Optional.ofNullable(files.remove(file)).ifPresent(kept -> {
            Set<Kept> rest = services.getOrDefault(kept.service, Set.of());
            rest.remove(kept);
            if (rest.isEmpty()) {
                services.remove(kept.service);
            }
        });
    }

    private synchronized void begin(LogFile file) {
        Optional.ofNullable(files.get(file)).ifPresent(this::await);
    }

    private synchronized void lookAt(LogFile file) {
        Optional.ofNullable(files.get(file)).ifPresent(this::look);
    }

    private synchronized void written(Kept kept) {
        if (files.get(kept.file) == kept && !kept.busy) {
            // Until now it had the size of before: the lines that come are of now, not of somewhere in between.
            sample(kept, kept.size, Instant.now());
            kept.busy = true;
            watch(kept);
        }
    }

    private void await(Kept kept) {
        loop.onWrite(kept.file.file(), () -> written(kept));
        // What was written before the watch began would otherwise wait for the next write.
        if (kept.file.state().size() != kept.size) {
            kept.busy = true;
            watch(kept);
        }
    }

    private synchronized void watch(Kept kept) {
        if (files.get(kept.file) != kept) {
            return;
        }
        long growth = look(kept);
        if (growth == 0) {
            kept.busy = false;
            await(kept);
        } else {
            loop.schedule(growth > MUCH ? HASTE : INTERVAL, () -> watch(kept));
        }
    }

    private long look(Kept kept) {
        LogFile.State state = kept.file.state();
        long growth = state.size() - kept.size;
        if (growth < 0) {
            // The service has emptied its own log, as by opening /dev/stderr to write from the start.
            kept.head = 0;
            kept.size = 0;
            restart(kept);
        }
        if (growth != 0) {
            grown(kept, state);
        }
        return growth;
    }

    private void grown(Kept kept, LogFile.State state) {
        if (kept.size == 0) {
            kept.head = kept.file.head();
            if (!Files.exists(kept.file.index())) {
                sample(kept, 0, kept.since);
            }
        }
        kept.size = state.size();
        sample(kept, state.size(), state.written());
        keepBound(services.getOrDefault(kept.service, Set.of()));
    }

    private void keepBound(Set<Kept> all) {
        if (all.stream().mapToLong(Kept::bytes).sum() <= bound) {
            return;
        }
        // A tenth less than allowed, so that it is not done for every line.
        long share = share(all.stream().map(Kept::bytes).toList(), bound - bound / 10);
        for (Kept kept : all) {
            if (kept.bytes() > share) {
                shorten(kept, share);
            }
        }
    }

    private void shorten(Kept kept, long share) {
        try {
            kept.head = kept.file.dropBefore(kept.size - share);
            if (kept.head == 0) {
                kept.size = 0;
                restart(kept);
            }
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "the log " + kept.file.file() + " cannot be shortened: " + failed.getMessage());
        }
    }

    /**
     * What each of several files may keep so that together they keep {@code budget} bytes: the largest ones are cut to the
     * same size, the smaller ones stay whole. However fast one of them grows, none is emptied for it.
     */
    static long share(List<Long> sizes, long budget) {
        long left = budget;
        int count = sizes.size();
        for (long size : sizes.stream().sorted().toList()) {
            if (size > left / count) {
                return left / count;
            }
            left -= size;
            count--;
        }
        return Long.MAX_VALUE;
    }

    private void restart(Kept kept) {
        try {
            Files.deleteIfExists(kept.file.index());
        } catch (IOException failed) {
            LOG.log(Level.WARNING,
                    "the log index " + kept.file.index() + " cannot be made anew: " + failed.getMessage());
        }
        sample(kept, 0, Instant.now());
    }

    private void sample(Kept kept, long offset, Instant at) {
        try {
            LogTimes.append(kept.file.index(), offset, at);
        } catch (IOException failed) {
            // The lines are there all the same; they only lose their exact times.
            LOG.log(Level.DEBUG, "no sample in " + kept.file.index() + ": " + failed.getMessage());
        }
    }
}
