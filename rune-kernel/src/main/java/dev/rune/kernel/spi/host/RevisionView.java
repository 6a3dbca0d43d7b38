package dev.rune.kernel.spi.host;

import dev.rune.kernel.status.Rollout;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An earlier or the latest spec of a service, to which it can go back. Status: evolving since 0.1.
 *
 * @param number   its name: the generation that brought it
 * @param template the digest of what an instance is made of
 * @param at       when it was accepted
 * @param reason   what brought it: {@code cast}, {@code undo}, {@code rollback: …}
 * @param state    how its rollout ended or goes; empty where that is forgotten
 * @param current  whether it is the latest
 */
public record RevisionView(long number, String template, Instant at, String reason, Optional<Rollout.State> state,
        boolean current) {
    public RevisionView {
        Objects.requireNonNull(template);
        Objects.requireNonNull(at);
        Objects.requireNonNull(reason);
    }
}
