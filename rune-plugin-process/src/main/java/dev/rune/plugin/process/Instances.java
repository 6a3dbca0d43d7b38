package dev.rune.plugin.process;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.InstanceId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * All instances of this owner, living and ended, and the one place where they come to an end. Safe for use by several
 * threads.
 */
final class Instances {
    private static final Logger LOG = System.getLogger(Instances.class.getName());
    private static final int SIGKILL = 9;
    /** How long a close leaves alone what goes on beside the callers before it interrupts that. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

    private final Map<InstanceId, Instance> all = new ConcurrentHashMap<>();
    private final RunFolders folders;
    private final EventLoop loop;
    private final LogKeeper keeper;
    private final PortAllocator ports;
    private final MountPoints mountPoints;
    /** What takes too long for the thread of the events; nothing of it goes on after a close. */
    private final ExecutorService beside = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("rune-instances-", 0).factory());
    // Written once, by the kernel's thread, before the first start.
    private volatile Consumer<InstanceId> changed = id -> {};

    Instances(RunFolders folders, EventLoop loop, LogKeeper keeper, PortAllocator ports,
            MountPoints mountPoints) {
        this.folders = folders;
        this.loop = loop;
        this.keeper = keeper;
        this.ports = ports;
        this.mountPoints = mountPoints;
    }

    void watch(Consumer<InstanceId> changed) {
        this.changed = changed;
    }

    Optional<Instance> find(InstanceId id) {
        return Optional.ofNullable(all.get(id));
    }

    /** @throws ProblemException when there is none */
    Instance get(InstanceId id) {
        return find(id).orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND, "there is no instance " + id));
    }

    /** @throws ProblemException when there is none or it has ended */
    Instance living(InstanceId id) {
        Instance instance = get(id);
        if (instance.hasEnded()) {
            throw ProblemException.of(ProblemCode.CONFLICT, "instance " + id + " has ended");
        }
        return instance;
    }

    List<ObservedInstance> observed() {
        return all.values().stream().map(Instance::observed).toList();
    }

    /** An instance that was just started. */
    void started(Instance instance) {
        all.put(instance.id(), instance);
        keepLogs(instance);
        attend(instance);
        changed.accept(instance.id());
    }

    /** An instance of an earlier daemon that lives, as far as its shim or its main process tell. */
    void survived(Instance instance) {
        ports.claim(instance.record().endpoints());
        all.put(instance.id(), instance);
        keepLogs(instance);
        attend(instance);
    }

    /** An instance that has ended before this daemon began. */
    void ended(Instance instance, Ending ending) {
        instance.end(ending);
        all.put(instance.id(), instance);
        keepLogs(instance);
        instance.record().cgroup().remove();
    }

    void remove(Instance instance) {
        instance.logs().forEach(keeper::forget);
        instance.record().cgroup().remove();
        folders.delete(instance.folder());
        all.remove(instance.id());
    }

    /**
     * Ends every command that runs beside an instance, and returns when nothing that was begun for any instance goes on:
     * no file of the state directory is touched afterwards. The event loop is to be closed before.
     */
    void close() {
        all.values().forEach(instance -> instance.sessions().forEach(CommandBeside::close));
        beside.shutdown();
        boolean interrupted = false;
        try {
            if (beside.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException hurried) {
            interrupted = true;
        }
        // Somebody who is to be killed does not die; the next daemon goes on with that.
        beside.shutdownNow();
        beside.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepLogs(Instance instance) {
        keeper.keep(instance.logs(), instance.serviceKey(), instance.record().startedAt());
    }

    private void attend(Instance instance) {
        loop.onExit(instance.record().shim(), pidfd -> {
            closeIfOpen(pidfd);
            Optional<Ending> ending = folders.ending(instance.folder());
            if (ending.isPresent()) {
                end(instance, ending.get());
            } else {
                attendOrphan(instance);
            }
        });
    }

    /** Somebody has killed the shim: the instance goes on, and its end is ours to see and to complete. */
    private void attendOrphan(Instance instance) {
        loop.onExit(instance.record().process(), pidfd -> doBeside(() -> endOrphan(instance, pidfd)));
    }

    private void endOrphan(Instance instance, int pidfd) {
        try {
            Ending ending = OrphanEnding.of(instance.record().process(), pidfd)
                    .orElseGet(() -> Ending.unknown(Instant.now()));
            new TreeKiller(instance.record()).killAll();
            writeDown(instance, ending);
            end(instance, ending);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failed) {
            LOG.log(Level.ERROR, "instance " + instance.id() + " has ended and cannot be cleared away", failed);
        } finally {
            closeIfOpen(pidfd);
        }
    }

    /** Where there is no room for it, say, the end is one all the same; only the next daemon will not know how it came. */
    private void writeDown(Instance instance, Ending ending) {
        try {
            folders.end(instance.folder(), ending);
        } catch (ProblemException full) {
            LOG.log(Level.WARNING, "how instance " + instance.id() + " ended cannot be written down: "
                    + full.problem().message());
        }
    }

    private void end(Instance instance, Ending seen) {
        Ending ending = seen;
        ControlGroup cgroup = instance.record().cgroup();
        if (seen.exit().signal().orElse(0) == SIGKILL && cgroup.killedForMemory()) {
            ending = seen.becauseOfMemory();
            writeDown(instance, ending);
        }
        cgroup.remove();
        if (instance.end(ending)) {
            ports.release(instance.record().endpoints());
            instance.logs().forEach(keeper::ended);
            if (!instance.sessions().isEmpty()) {
                doBeside(() -> instance.sessions().forEach(CommandBeside::close));
            }
            changed.accept(instance.id());
            sweep();
        }
    }

    /** Removes the places of mounts that were only made for instances which have ended; returns at once. */
    void sweep() {
        doBeside(() -> mountPoints.sweep(() -> all.values().stream().filter(instance -> !instance.hasEnded())
                .map(instance -> instance.record().process().pid()).collect(Collectors.toSet())));
    }

    private void doBeside(Runnable task) {
        try {
            beside.execute(task);
        } catch (RejectedExecutionException closed) {
            LOG.log(Level.DEBUG, "the runner is closed; the next one sees to this", closed);
        }
    }

    private static void closeIfOpen(int fd) {
        if (fd >= 0) {
            Libc.close(fd);
        }
    }
}
