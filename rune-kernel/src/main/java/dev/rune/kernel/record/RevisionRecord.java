package dev.rune.kernel.record;

import dev.rune.kernel.spec.ServiceSpec;
import java.util.Map;

/**
 * One accepted spec of a service. The last ones are kept, so that a service can go back to them.
 *
 * @param number   the generation that brought it
 * @param spec     the spec in its canonical form, with its namespace and without a scale
 * @param runner   the type word of its runner
 * @param template the digest of what an instance is made of
 * @param at       when it was accepted
 * @param reason   what brought it: {@code cast}, {@code undo}, {@code config}, {@code rollback: …}
 * @param pins     the versions of secrets and configmaps that belong to it, by {@link ContentRecord#pin}; empty where its
 *                 instances take the latest
 */
public record RevisionRecord(long number, ServiceSpec spec, String runner, String template, Moment at, String reason,
        Map<String, String> pins) {
    public RevisionRecord {
        pins = Map.copyOf(pins);
    }
}
