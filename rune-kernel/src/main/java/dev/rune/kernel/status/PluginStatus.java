package dev.rune.kernel.status;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A plugin directory and what became of it. Status: stable since 0.1.
 *
 * @param id           the folder's name
 * @param version      what its descriptor says; {@code -} where that cannot be read
 * @param kinds        what it provides: {@code runner}, {@code probe}, {@code exposure}, {@code mount}
 * @param types        the type words it provides
 * @param running      whether it works
 * @param message      where it failed and why, in one sentence; of one that works, what it cannot reach now; else empty
 * @param nativeAccess the modules that were granted native access
 * @param directory    where it is
 */
public record PluginStatus(String id, String version, List<String> kinds, List<String> types, boolean running,
        String message,
        List<String> nativeAccess, Path directory) {
    public PluginStatus {
        Objects.requireNonNull(id);
        Objects.requireNonNull(version);
        kinds = List.copyOf(kinds);
        types = List.copyOf(types);
        Objects.requireNonNull(message);
        nativeAccess = List.copyOf(nativeAccess);
        Objects.requireNonNull(directory);
    }
}
