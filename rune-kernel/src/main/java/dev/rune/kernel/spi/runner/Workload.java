package dev.rune.kernel.spi.runner;

import dev.rune.kernel.spec.Port;
import dev.rune.kernel.spec.Resources;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an instance of a service is made of, the same for every instance of one template. Made by the kernel. Status:
 * stable since 0.1.
 *
 * @param section   the runner's section, an instance of the record of {@link RunnerProvider#section()}
 * @param env       variables with every secret and configmap resolved; may hold secrets: never print or store them
 * @param ports     the service's ports
 * @param resources needs and limits
 */
public record Workload(Record section, Map<String, String> env, List<Port> ports, Resources resources) {
    public Workload {
        Objects.requireNonNull(section);
        env = Map.copyOf(env);
        ports = List.copyOf(ports);
        Objects.requireNonNull(resources);
    }

    /** Names the section only: variables may be secret. */
    @Override
    public String toString() {
        return "Workload[" + section.getClass().getSimpleName() + "]";
    }
}
