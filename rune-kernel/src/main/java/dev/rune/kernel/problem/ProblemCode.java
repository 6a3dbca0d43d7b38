package dev.rune.kernel.problem;

/**
 * What went wrong, in the words that clients and tests may rely on. Each code belongs to one {@link ProblemKind}.
 * Status: stable since 0.1; codes are only ever added.
 */
public enum ProblemCode {
    /** A castfile or request is invalid; the problem carries its findings where there are positions to name. */
    INVALID(ProblemKind.USER),
    /** A named namespace, service, instance or plugin does not exist. */
    NOT_FOUND(ProblemKind.USER),
    /** The request contradicts what is there: a name that is taken, a service that others need. */
    CONFLICT(ProblemKind.USER),
    /** The caller may not do this. */
    FORBIDDEN(ProblemKind.USER),
    /** This host, runner or plugin cannot do what was asked for. */
    UNSUPPORTED(ProblemKind.UNSUPPORTED),
    /** A runner, engine or other outside part does not answer or has no room now; worth another try. */
    UNAVAILABLE(ProblemKind.TRANSIENT),
    /** A call did not end before its deadline. */
    DEADLINE(ProblemKind.TRANSIENT),
    /** An instance could not be started: no such program, not executable, no such user, no such image. */
    START_FAILED(ProblemKind.EXTERNAL),
    /** A plugin broke its contract: an unexpected exception or a linkage error. */
    PLUGIN_FAILED(ProblemKind.INTERNAL),
    /** Stored data is damaged; nothing is guessed over it. */
    DAMAGED(ProblemKind.INTERNAL),
    /** Anything else that must not happen. */
    INTERNAL(ProblemKind.INTERNAL);

    private final ProblemKind kind;

    ProblemCode(ProblemKind kind) {
        this.kind = kind;
    }

    /** Whose fault it is. */
    public ProblemKind kind() {
        return kind;
    }

    /** The code as clients see it: lower case with hyphens, such as {@code start-failed}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
