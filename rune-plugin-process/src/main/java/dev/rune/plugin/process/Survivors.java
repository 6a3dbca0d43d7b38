package dev.rune.plugin.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Finds again what an earlier daemon of the same owner has started. */
final class Survivors {
    private static final Logger LOG = System.getLogger(Survivors.class.getName());

    private final String owner;
    private final RunFolders folders;
    private final Instances instances;

    Survivors(String owner, RunFolders folders, Instances instances) {
        this.owner = owner;
        this.folders = folders;
        this.instances = instances;
    }

    /** This boot's own id. */
    static String boot() {
        try {
            return ProcFile.read(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Finds them all. No start may be under way. */
    void find() {
        String boot = boot();
        for (Path folder : folders.all()) {
            if (!Files.exists(folder.resolve("instance"), LinkOption.NOFOLLOW_LINKS)) {
                // The start was not completed, and rune-shim leaves nothing running then.
                folders.delete(folder);
                continue;
            }
            Optional<InstanceRecord> record = folders.record(folder);
            if (record.isEmpty()) {
                LOG.log(Level.WARNING, "'" + folder + "' holds no record this version can read and is left alone");
            } else if (record.get().owner().equals(owner) && folders.folder(record.get().id()).equals(folder)) {
                adopt(new Instance(record.get(), folder), record.get().boot().equals(boot));
            }
        }
    }

    private void adopt(Instance instance, boolean sameBoot) {
        InstanceRecord record = instance.record();
        Optional<Ending> ending = folders.ending(instance.folder());
        if (sameBoot && (record.shim().alive() || (ending.isEmpty() && record.process().alive()))) {
            instances.survived(instance);
        } else if (ending.isPresent()) {
            instances.ended(instance, ofMemory(instance, ending.get()));
        } else {
            if (sameBoot) {
                clearAway(record);
            }
            Ending unknown = Ending.unknown(lastSign(instance));
            folders.end(instance.folder(), unknown);
            instances.ended(instance, unknown);
        }
    }

    private Ending ofMemory(Instance instance, Ending ending) {
        if (ending.exit().outOfMemory() || ending.exit().signal().isEmpty()
                || !instance.record().cgroup().killedForMemory()) {
            return ending;
        }
        folders.end(instance.folder(), ending.becauseOfMemory());
        return ending.becauseOfMemory();
    }

    private static void clearAway(InstanceRecord record) {
        try {
            new TreeKiller(record).killAll();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static Instant lastSign(Instance instance) {
        return instance.logs().stream().map(log -> log.state().written()).reduce(instance.record().startedAt(),
                (latest, at) -> at.isAfter(latest) ? at : latest);
    }
}
