package dev.rune.kernel.plan;

import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.status.InstanceId;

/** One thing to be done to one instance; doing it twice does no harm. */
public sealed interface Step {
    /** The instance. */
    InstanceId id();

    /**
     * Start it.
     *
     * @param id     its id
     * @param labels what it is started with
     */
    record Start(InstanceId id, InstanceLabels labels) implements Step {}

    /**
     * Stop it with everything it started.
     *
     * @param id     its id
     * @param reason why, for people
     */
    record Stop(InstanceId id, String reason) implements Step {}

    /**
     * Forget it with its logs.
     *
     * @param id its id
     */
    record Remove(InstanceId id) implements Step {}
}
