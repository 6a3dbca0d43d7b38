package dev.rune.kernel.record;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.spec.Label;

/**
 * A namespace.
 *
 * @param name      its name
 * @param createdAt when it was made
 * @param deleting  it goes with its last service
 */
public record NamespaceRecord(Label name, Moment createdAt, @Default("false") boolean deleting) {}
