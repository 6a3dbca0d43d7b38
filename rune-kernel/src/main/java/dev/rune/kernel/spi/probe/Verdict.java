package dev.rune.kernel.spi.probe;

import java.util.Objects;

/** What came of one attempt. Status: stable since 0.1. */
public sealed interface Verdict {
    /** What the instance answered, or why it did not: short, for people, never a secret. */
    String message();

    /**
     * The instance is well.
     *
     * @param message what it answered
     */
    record Healthy(String message) implements Verdict {
        public Healthy {
            Objects.requireNonNull(message);
        }
    }

    /**
     * The instance is not well.
     *
     * @param message what it answered, or why it did not
     */
    record Unhealthy(String message) implements Verdict {
        public Unhealthy {
            Objects.requireNonNull(message);
        }
    }

    /**
     * It cannot be said, for a reason that is not the instance's; counts neither way.
     *
     * @param message why
     */
    record Inconclusive(String message) implements Verdict {
        public Inconclusive {
            Objects.requireNonNull(message);
        }
    }
}
