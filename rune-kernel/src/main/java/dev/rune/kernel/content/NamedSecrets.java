package dev.rune.kernel.content;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.record.Catalog;
import dev.rune.kernel.record.ContentRecord;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.Sequence;
import dev.rune.kernel.spec.ContentKind;
import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spi.SecretReader;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The secrets that settings name for one plugin. Safe for use by many threads. */
public final class NamedSecrets implements SecretReader {
    private static final String KEY = "secret";

    private final Catalog catalog;
    private final Vault vault;
    private final String namespace;
    private final Set<String> keys;
    private final Set<String> named = new HashSet<>();

    /**
     * Those that {@code settings} name under a key {@code secret}, at any depth behind {@code keys}.
     *
     * @param keys      those of {@code settings} that are the plugin's
     * @param namespace of those whose name says none
     */
    public NamedSecrets(Catalog catalog, Vault vault, Mapping settings, Set<String> keys, String namespace) {
        this.catalog = catalog;
        this.vault = vault;
        this.namespace = namespace;
        this.keys = Set.copyOf(keys);
        settings.entries().stream().filter(entry -> keys.contains(entry.key()))
                .forEach(entry -> collect(entry.value()));
    }

    private void collect(Node node) {
        switch (node) {
            case Mapping mapping -> mapping.entries().forEach(entry -> {
                if (entry.key().equals(KEY) && entry.value() instanceof Scalar name) {
                    named.add(name.text());
                }
                collect(entry.value());
            });
            case Sequence sequence -> sequence.items().forEach(this::collect);
            case Scalar _ -> {
                // Names nothing by itself.
            }
        }
    }

    @Override
    public Optional<String> version(String name) {
        return named.contains(name) ? catalog.content(ref(name)).map(ContentRecord::revision) : Optional.empty();
    }

    @Override
    public Map<String, OpaqueBytes> read(String name) {
        if (!named.contains(name)) {
            throw ProblemException.of(ProblemCode.FORBIDDEN,
                    keys.isEmpty()
                            ? "this plugin has no settings of its own, and reads no secret: not '" + name + "' either"
                            : "the settings of this plugin (" + String.join(", ", keys) + ") name no secret '" + name
                                    + "'; a plugin reads no others");
        }
        ContentRef ref = ref(name);
        return vault.read(catalog.content(ref).orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND,
                "there is no " + ref + " in namespace '" + ref.namespace() + "'; make it with 'rune create secret "
                        + ref.name() + " -n " + ref.namespace() + "'")));
    }

    private ContentRef ref(String name) {
        int slash = name.indexOf('/');
        return slash < 0
                ? new ContentRef(ContentKind.SECRET, namespace, name)
                : new ContentRef(ContentKind.SECRET, name.substring(0, slash), name.substring(slash + 1));
    }
}
