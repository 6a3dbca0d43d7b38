package dev.rune.kernel.spi.host;

import dev.rune.kernel.spec.ContentRef;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A secret or configmap without its values. Status: evolving since 0.1.
 *
 * @param ref       its name
 * @param version   from 1, one more with each change
 * @param keys      the names of its keys, in their order
 * @param createdAt when it was made
 * @param changedAt when its latest version was
 * @param usedBy    the services that refer to it, by name
 */
public record ContentView(ContentRef ref, long version, List<String> keys, Instant createdAt, Instant changedAt,
        List<String> usedBy) {
    public ContentView {
        Objects.requireNonNull(ref);
        keys = List.copyOf(keys);
        Objects.requireNonNull(createdAt);
        Objects.requireNonNull(changedAt);
        usedBy = List.copyOf(usedBy);
    }
}
