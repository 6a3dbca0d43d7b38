package dev.rune.kernel.spi.runner;

import dev.rune.kernel.status.InstanceId;
import java.util.List;
import java.util.Objects;

/**
 * One instance to be made. Made by the kernel. Status: stable since 0.1.
 *
 * @param id         its id, never used before for another
 * @param labels     what {@link Runner#list()} must give back unchanged
 * @param workload   what it is made of
 * @param mounts     directories to show inside it
 */
public record InstanceSpec(InstanceId id, InstanceLabels labels, Workload workload, List<MountedDirectory> mounts) {
    public InstanceSpec {
        Objects.requireNonNull(id);
        Objects.requireNonNull(labels);
        Objects.requireNonNull(workload);
        mounts = List.copyOf(mounts);
    }
}
