package dev.rune.kernel.plan;

/** What is being done to an instance right now. */
public enum Operation {
    /** Nothing. */
    NONE,
    /** It is being prepared and started. */
    STARTING,
    /** It is being stopped. */
    STOPPING,
    /** It is being forgotten. */
    REMOVING
}
