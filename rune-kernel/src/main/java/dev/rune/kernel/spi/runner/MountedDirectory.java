package dev.rune.kernel.spi.runner;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A directory of files that a mount handler made, to be shown read-only inside an instance. Status: evolving since 0.1.
 *
 * @param name      the mount's name in the spec
 * @param directory where the files are on the host
 * @param mountPath where the instance sees them
 */
public record MountedDirectory(String name, Path directory, String mountPath) {
    public MountedDirectory {
        Objects.requireNonNull(name);
        Objects.requireNonNull(directory);
        Objects.requireNonNull(mountPath);
    }
}
