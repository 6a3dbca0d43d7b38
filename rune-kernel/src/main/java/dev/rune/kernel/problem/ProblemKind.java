package dev.rune.kernel.problem;

/**
 * Whose fault a {@link Problem} is, and therefore what can be done about it. Status: stable since 0.1.
 */
public enum ProblemKind {
    /** The request or the spec is wrong; trying the same again gives the same answer. */
    USER,
    /** Something outside is away for now (an engine, a disk, a port); trying again later may succeed. */
    TRANSIENT,
    /** The thing that Rune runs failed: a program that cannot be executed, a container that exits. */
    EXTERNAL,
    /** Rune or one of its plugins is wrong. */
    INTERNAL,
    /** This host or this plugin cannot do what was asked for, and says so instead of ignoring it. */
    UNSUPPORTED
}
