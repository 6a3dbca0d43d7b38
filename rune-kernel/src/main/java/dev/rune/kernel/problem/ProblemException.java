package dev.rune.kernel.problem;

import java.util.Objects;

/**
 * Carries a {@link Problem} up the stack. It is the one exception with a meaning across the exported boundary: whatever
 * else a plugin throws counts as {@link ProblemCode#PLUGIN_FAILED}. Status: stable since 0.1.
 */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** Carries {@code problem}. */
    public ProblemException(Problem problem) {
        super(Objects.requireNonNull(problem).message());
        this.problem = problem;
    }

    /** Carries {@code problem}, which {@code cause} brought about. */
    public ProblemException(Problem problem, Throwable cause) {
        super(Objects.requireNonNull(problem).message(), cause);
        this.problem = problem;
    }

    /** A problem of {@code code} with {@code message}. */
    public static ProblemException of(ProblemCode code, String message) {
        return new ProblemException(Problem.of(code, message));
    }

    /** What went wrong. */
    public Problem problem() {
        return problem;
    }
}
