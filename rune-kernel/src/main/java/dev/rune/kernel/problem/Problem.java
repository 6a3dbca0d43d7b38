package dev.rune.kernel.problem;

import dev.rune.kernel.section.Finding;
import java.util.List;
import java.util.Objects;

/**
 * What went wrong, as a value: a code, one sentence for a person, and findings where an input text has faults.
 * Status: stable since 0.1.
 *
 * @param code     the code
 * @param message  one sentence: the wrong value, what was allowed, what to do next; never a secret
 * @param findings the faults of the input, in the order of their positions; empty unless the code is
 *                 {@link ProblemCode#INVALID}, {@link ProblemCode#UNSUPPORTED} or {@link ProblemCode#CONFLICT}
 */
public record Problem(ProblemCode code, String message, List<Finding> findings) {
    public Problem {
        Objects.requireNonNull(code);
        Objects.requireNonNull(message);
        findings = List.copyOf(findings);
    }

    /** A problem without findings. */
    public static Problem of(ProblemCode code, String message) {
        return new Problem(code, message, List.of());
    }

    /** Whose fault it is. */
    public ProblemKind kind() {
        return code.kind();
    }

    /** This problem as something to throw. */
    public ProblemException toException() {
        return new ProblemException(this);
    }
}
