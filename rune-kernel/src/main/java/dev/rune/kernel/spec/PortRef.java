package dev.rune.kernel.spec;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Points at a port of the same service by its name or by the number that clients use. Status: stable since 0.1.
 *
 * @param text the name or the number
 */
public record PortRef(String text) {
    public PortRef {
        Objects.requireNonNull(text);
        if (!text.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw new IllegalArgumentException("'" + text + "' is neither the name nor the number of a port");
        }
    }

    /** The reference written as {@code text}. */
    public static PortRef parse(String text) {
        return new PortRef(text);
    }

    /** The number written, where it is one. */
    public Optional<Integer> number() {
        return text.matches("[0-9]{1,5}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    /** The port of {@code ports} that is meant: by name first, then by number. */
    public Optional<Port> in(List<Port> ports) {
        return ports.stream().filter(port -> port.name().text().equals(text)).findFirst()
                .or(() -> number().flatMap(number -> ports.stream().filter(port -> port.port() == number).findFirst()));
    }

    @Override
    public String toString() {
        return text;
    }
}
