package dev.rune.plugin.process;

import dev.rune.kernel.spi.runner.MountedDirectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a process sees the directories mounted into it: at their {@code mountPath}, in a view of the mounts of its own, where
 * the daemon may make one; else where they are, which a variable tells.
 *
 * @param seen  where the process sees the files, by the mount's name
 * @param binds the directories to show, by where they are, with where they are to be seen
 */
record MountPlan(Map<String, String> seen, Map<String, String> binds) {
    static MountPlan of(List<MountedDirectory> mounts, Privileges privileges) {
        Map<String, String> seen = new LinkedHashMap<>();
        Map<String, String> binds = new LinkedHashMap<>();
        for (MountedDirectory mount : mounts) {
            String directory = mount.directory().toString();
            if (privileges.has(LinuxCapability.SYS_ADMIN)) {
                seen.put(mount.name(), mount.mountPath());
                binds.put(directory, mount.mountPath());
            } else {
                seen.put(mount.name(), directory);
            }
        }
        return new MountPlan(seen, binds);
    }
}
