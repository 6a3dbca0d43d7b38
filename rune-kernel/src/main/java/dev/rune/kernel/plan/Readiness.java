package dev.rune.kernel.plan;

/** Whether an instance may get traffic. */
public enum Readiness {
    /** It may. */
    READY,
    /** It may not: not yet, or not any more. */
    UNREADY,
    /** It was found running and has not been asked yet; to be left alone until it has. */
    UNDECIDED
}
