package dev.rune.kernel.spi.mount;

import dev.rune.kernel.spi.runner.MountedDirectory;
import dev.rune.kernel.status.InstanceId;
import java.util.Set;

/**
 * Makes files for instances. Called on threads of the plugin's own, never twice at once for one instance. Status:
 * evolving since 0.1.
 */
public interface MountHandler extends AutoCloseable {
    /**
     * Makes the files of one mount, readable for their owner alone, and nobody may write to them. Idempotent: what an
     * earlier call for the same mount of the same instance made is replaced. Called before the instance is started.
     *
     * @throws dev.rune.kernel.problem.ProblemException when they cannot be made; nothing of this mount is left then
     */
    MountedDirectory materialize(InstanceId instance, MountRequest request);

    /** Removes every file made for {@code instance}. Idempotent. Called after it has ended, or was never started. */
    void discard(InstanceId instance);

    /** Every instance that there are files of, also of an earlier daemon's: those that do not live are discarded. */
    Set<InstanceId> held();

    @Override
    void close();
}
