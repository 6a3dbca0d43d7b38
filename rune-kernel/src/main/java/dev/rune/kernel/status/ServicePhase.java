package dev.rune.kernel.status;

import java.util.Locale;

/** A service's state in one word; the first that fits, in this order. Status: stable since 0.1. */
public enum ServicePhase {
    /** Deletion was asked for and is not finished. */
    DELETING,
    /** The scale is 0, or every instance is finished for good, and nothing is left running. */
    STOPPED,
    /** Every instance is failing, or the runner cannot start any. */
    FAILED,
    /** As many are ready as are wanted. */
    RUNNING,
    /** Fewer are ready than are wanted, after at least one was ready in this template. */
    DEGRADED,
    /** None has been ready yet and none has failed: waiting, pulling, starting. */
    PENDING;

    /** The phase as people see it: {@code Running}. */
    public String word() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
}
