package dev.rune.plugin.process;

import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.ObservedInstance.State;
import dev.rune.kernel.status.InstanceId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An instance that runs or has ended. Safe for use by several threads. */
final class Instance {
    private final InstanceRecord record;
    private final Path folder;
    private final List<LogFile> logs;
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger commands = new AtomicInteger();
    private final Set<CommandBeside> sessions = ConcurrentHashMap.newKeySet();
    // Written once by whoever sees the end first, under the lock of this object.
    private volatile Optional<Ending> ending = Optional.empty();

    Instance(InstanceRecord record, Path folder) {
        this.record = record;
        this.folder = folder;
        this.logs = List.of(LogFile.in(folder, LogLine.Stream.STDOUT), LogFile.in(folder, LogLine.Stream.STDERR));
    }

    InstanceId id() {
        return record.id();
    }

    InstanceRecord record() {
        return record;
    }

    Path folder() {
        return folder;
    }

    List<LogFile> logs() {
        return logs;
    }

    /** The name under which its service's output is bounded. */
    String serviceKey() {
        return record.id().namespace() + "/" + record.labels().service() + "/" + record.labels().uid();
    }

    boolean hasEnded() {
        return ending.isPresent();
    }

    /** Remembers the end; false where it was known. */
    synchronized boolean end(Ending how) {
        if (ending.isPresent()) {
            return false;
        }
        ending = Optional.of(how);
        over.countDown();
        return true;
    }

    /** Waits for the end; whether it came in {@code time}. */
    boolean awaitEnd(Duration time) throws InterruptedException {
        return over.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    void awaitEnd() throws InterruptedException {
        over.await();
    }

    /** A file to tell the end of a command beside this instance. */
    Path nextStatusFile() {
        return folder.resolve("exec-" + ProcessHandle.current().pid() + "-" + commands.incrementAndGet());
    }

    /** The commands that run beside it, for those who end them. */
    Set<CommandBeside> sessions() {
        return sessions;
    }

    ObservedInstance observed() {
        Optional<Ending> now = ending;
        return new ObservedInstance(record.id(), record.labels(), now.isPresent() ? State.ENDED : State.RUNNING,
                OptionalLong.of(record.process().pid()), Optional.empty(), record.endpoints(), record.startedAt(),
                now.map(Ending::at), now.map(Ending::exit));
    }
}
