package dev.rune.plugin.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Kills what is left of an instance whose shim is gone and can no longer do it: whoever is in its control group, in its
 * session, carries its id in the environment with its user, and whoever descends from those.
 */
final class TreeKiller {
    private static final int SIGKILL = 9;
    private static final long PAUSE_MILLIS = 5;

    private final InstanceRecord instance;

    TreeKiller(InstanceRecord instance) {
        this.instance = instance;
    }

    /** Kills until nobody is left. */
    void killAll() throws InterruptedException {
        instance.cgroup().kill();
        for (List<ProcessStat> left = remains(); !left.isEmpty(); left = remains()) {
            left.forEach(stat -> stat.key().signal(SIGKILL));
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private List<ProcessStat> remains() {
        Map<Long, ProcessStat> all = ProcessStat.all();
        Set<Long> members = instance.cgroup().members();
        Set<ProcessStat> found = new HashSet<>();
        // While a session has members its number is no other's: a foreign process with it means that ours is empty.
        ProcessStat leader = all.get(instance.process().pid());
        boolean ourSession = leader == null || leader.key().equals(instance.process());
        List<ProcessStat> candidates = new ArrayList<>(all.values());
        // Nothing of the instance is older than its main process.
        candidates.removeIf(stat -> stat.start() < instance.process().start());
        for (ProcessStat stat : candidates) {
            if ((ourSession && stat.session() == instance.process().pid()) || members.contains(stat.pid())
                    || carriesId(stat)) {
                found.addAll(ProcessStat.tree(all, stat.pid()));
            }
        }
        // A shim that hangs still has everything that descends from the instance below it.
        instance.shim().stat().ifPresent(shim -> found.addAll(ProcessStat.tree(all, shim.pid())));
        return found.stream().filter(stat -> !stat.dead() && !stat.key().equals(instance.shim())).toList();
    }

    private boolean carriesId(ProcessStat stat) {
        Path process = Path.of("/proc", Long.toString(stat.pid()));
        try {
            if (((Number) Files.getAttribute(process, "unix:uid")).longValue() != instance.uid()) {
                return false;
            }
            List<String> env = List.of(new String(Files.readAllBytes(process.resolve("environ")),
                    StandardCharsets.ISO_8859_1).split("\0", -1));
            return env.contains(Environment.INSTANCE + "=" + instance.id().name())
                    && env.contains(Environment.NAMESPACE + "=" + instance.id().namespace());
        } catch (IOException gone) {
            return false;
        }
    }
}
