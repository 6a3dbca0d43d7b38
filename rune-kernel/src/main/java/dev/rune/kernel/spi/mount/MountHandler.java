package dev.rune.kernel.spi.mount;

import dev.rune.kernel.spi.runner.MountedDirectory;
import dev.rune.kernel.status.InstanceId;

/** Makes files for instances. Called on virtual threads, never twice at once for one instance. Status: evolving since 0.1. */
public interface MountHandler extends AutoCloseable {
    /** Names the content that {@link #materialize} would give now; changes when it does. */
    String revision(MountRequest request);

    /** Makes the files. Idempotent. Called before the instance is started. */
    MountedDirectory materialize(InstanceId instance, MountRequest request);

    /** Removes every file made for {@code instance}. Idempotent. Called after it has ended. */
    void discard(InstanceId instance);

    @Override
    void close();
}
