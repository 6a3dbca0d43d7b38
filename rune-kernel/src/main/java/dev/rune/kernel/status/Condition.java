package dev.rune.kernel.status;

import java.time.Instant;
import java.util.Objects;

/**
 * One thing that is or is not the case with a service, and why. Status: stable since 0.1.
 *
 * @param type    the thing, in CamelCase: {@code Ready}, {@code DependenciesMet}, {@code RunnerReachable}
 * @param holds   whether it is the case
 * @param reason  one word in CamelCase for programs
 * @param message a sentence for people; may be empty
 * @param since   when it last changed
 */
public record Condition(String type, boolean holds, String reason, String message, Instant since) {
    public Condition {
        Objects.requireNonNull(type);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(message);
        Objects.requireNonNull(since);
    }
}
