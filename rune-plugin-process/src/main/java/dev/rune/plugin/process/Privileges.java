package dev.rune.plugin.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the daemon itself may do.
 *
 * @param uid       its user
 * @param gid       its group
 * @param groups    its supplementary groups
 * @param effective its capabilities, as a mask
 */
record Privileges(long uid, long gid, List<Long> groups, long effective) {
    /** Those of this process. */
    static Privileges own() {
        try {
            Map<String, String> status = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .map(line -> line.split(":", 2)).filter(parts -> parts.length == 2)
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1].strip(), (first, second) -> first));
            return new Privileges(effectiveId(status.getOrDefault("Uid", "")),
                    effectiveId(status.getOrDefault("Gid", "")),
                    Arrays.stream(status.getOrDefault("Groups", "").split(" ", -1)).filter(text -> !text.isEmpty())
                            .map(Long::valueOf).toList(),
                    Long.parseUnsignedLong(status.getOrDefault("CapEff", "0"), 16));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    boolean has(LinuxCapability capability) {
        return (effective & capability.bit()) != 0;
    }

    /** Whether a process can be given any user and group, and be rid of supplementary groups. */
    boolean changesUser() {
        return has(LinuxCapability.SETUID) && has(LinuxCapability.SETGID);
    }

    private static long effectiveId(String ids) {
        return Long.parseLong(ids.split("\\s+", -1)[1]);
    }
}
