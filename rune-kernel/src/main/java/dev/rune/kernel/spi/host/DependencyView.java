package dev.rune.kernel.spi.host;

import dev.rune.kernel.spec.ServiceRef;
import java.util.Objects;

/**
 * That one service depends on something, and whether that is as it asks for. Status: evolving since 0.1.
 *
 * @param service     the service that depends
 * @param kind        {@code service}, {@code secret} or {@code configmap}
 * @param namespace   where the other is
 * @param name        the other's name
 * @param readyWhen   the state asked for: {@code healthy}, {@code running} or {@code started}
 * @param optional    not waited for
 * @param restartWith the service is restarted after the other was replaced
 * @param met         whether the other is in the state asked for
 * @param message     what is missing; empty where nothing is
 */
public record DependencyView(ServiceRef service, String kind, String namespace, String name, String readyWhen,
        boolean optional, boolean restartWith, boolean met, String message) {
    public DependencyView {
        Objects.requireNonNull(service);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(name);
        Objects.requireNonNull(readyWhen);
        Objects.requireNonNull(message);
    }
}
