package dev.rune.kernel.spi.host;

import dev.rune.kernel.section.Field;
import dev.rune.kernel.spec.ServiceRef;
import java.util.List;
import java.util.Objects;

/**
 * A type word that castfiles may use. Status: stable since 0.1.
 *
 * @param kind         {@code runner}, {@code probe}, {@code exposure} or {@code mount}
 * @param type         the word
 * @param plugin       the id of the plugin it belongs to; {@code runed} where it is the kernel's own
 * @param version      that plugin's version; empty for the kernel's own
 * @param works        whether it can be used now
 * @param stability    the status of its SPI: {@code stable} or {@code evolving}
 * @param usage        how a castfile asks for it, as it is written there
 * @param doc          what its section is for; empty where that is not said
 * @param capabilities what its runner can do beyond starting and stopping, in lower case; none for other kinds
 * @param fields       the keys of its section
 * @param usedBy       the services that ask for it, in order
 */
public record TypeView(String kind, String type, String plugin, String version, boolean works, String stability,
        String usage, String doc, List<String> capabilities, List<Field> fields, List<ServiceRef> usedBy) {
    public TypeView {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(type);
        Objects.requireNonNull(plugin);
        Objects.requireNonNull(version);
        Objects.requireNonNull(stability);
        Objects.requireNonNull(usage);
        Objects.requireNonNull(doc);
        capabilities = List.copyOf(capabilities);
        fields = List.copyOf(fields);
        usedBy = List.copyOf(usedBy);
    }
}
