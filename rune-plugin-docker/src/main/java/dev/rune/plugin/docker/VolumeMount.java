package dev.rune.plugin.docker;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.SectionException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Data that outlives a container, shown inside it.
 *
 * @param hostPath  a folder or file of the host
 * @param volume    a volume of the engine's, made when it is first needed
 * @param mountPath where the container sees it
 * @param readOnly  whether the container may not write to it
 */
@Doc("Data that outlives a container: a folder of the host, or a volume of the engine's.")
record VolumeMount(
        @Doc("A folder or file of the host, under one of those that the runefile allows (`docker.hostPaths`).") Optional<String> hostPath,
        @Doc("The name of a volume of the engine's, which is made when it is first needed and never deleted by Rune.") Optional<String> volume,
        @Doc("Where the container sees it.") String mountPath,
        @Doc("Whether the container may not write to it.") @Default("false") boolean readOnly) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{1,200}");

    VolumeMount {
        if (hostPath.isPresent() == volume.isPresent()) {
            throw new SectionException("mountPath", "what is mounted at '" + mountPath
                    + "' is either a hostPath or a volume: write exactly one of the two");
        }
        if (!mountPath.startsWith("/") || mountPath.equals("/") || mountPath.indexOf('\0') >= 0) {
            throw new SectionException("mountPath",
                    "'" + mountPath + "' is no place to mount at: write an absolute path other than /");
        }
        if (hostPath.isPresent() && (!hostPath.get().startsWith("/") || hostPath.get().indexOf('\0') >= 0)) {
            throw new SectionException("hostPath", "'" + hostPath.get() + "' is no path: write an absolute one");
        }
        if (volume.isPresent() && !NAME.matcher(volume.get()).matches()) {
            throw new SectionException("volume", "'" + volume.get()
                    + "' is no name of a volume: letters, digits, '_', '.' and '-', beginning with a letter or digit");
        }
    }
}
