package dev.rune.kernel.status;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What can be said of a plugin's directory without starting any of its code. Status: evolving since 0.1.
 *
 * @param id        the directory's name
 * @param version   its version; {@code -} where the descriptor cannot be read
 * @param modules   its modules, the plugin's own first; none where they cannot be connected
 * @param providers what they provide: a kind and a class, such as {@code runner com.example.Provider}
 * @param notes     what does no harm and is hardly meant so, a sentence each
 * @param failure   where it would fail and why, in the words its status would have; empty where it would be loaded, as far
 *                  as can be seen
 */
public record PluginReport(String id, String version, List<String> modules, List<String> providers, List<String> notes,
        Optional<String> failure) {
    public PluginReport {
        Objects.requireNonNull(id);
        Objects.requireNonNull(version);
        modules = List.copyOf(modules);
        providers = List.copyOf(providers);
        notes = List.copyOf(notes);
        Objects.requireNonNull(failure);
    }
}
