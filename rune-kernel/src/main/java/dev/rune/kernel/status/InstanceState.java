package dev.rune.kernel.status;

import java.util.Locale;

/** Where an instance is in its life; moves forward only, but for the flip between Running and Unhealthy. */
public enum InstanceState {
    /** Decided, not begun: it waits for a dependency or for its next attempt after a crash. */
    PENDING,
    /** Being prepared and started, and not ready yet. */
    STARTING,
    /** Running and ready. */
    RUNNING,
    /** Running, was ready before, and is not now. */
    UNHEALTHY,
    /** Told to stop. */
    STOPPING,
    /** Ended as it should. */
    STOPPED,
    /** Ended by itself as it should not, or could not be started. */
    FAILED;

    /** The state as people see it: {@code Running}. */
    public String word() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
}
