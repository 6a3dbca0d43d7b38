package dev.rune.kernel.facade;

import dev.rune.kernel.plugin.LoadedRunner;
import dev.rune.kernel.spec.Port;
import dev.rune.kernel.spec.ServiceSpec;
import java.util.Optional;

/** How many instances of a service can live at once. */
final class Copies {
    private Copies() {}

    /** Why {@code scale} instances of {@code spec} cannot live at once; empty where they can. */
    static Optional<String> refusal(ServiceSpec spec, LoadedRunner runner, int scale) {
        Optional<Port> fixed = runner.provider().usesHostPorts()
                ? spec.ports().stream().filter(port -> port.fixedTarget().isPresent()).findFirst()
                : Optional.empty();
        return fixed.filter(port -> scale > 1)
                .map(port -> "scale " + scale + " is not possible: its instances would fight "
                        + "for port " + port.fixedTarget().getAsInt()
                        + " of this host; write 'targetPort: auto' for port '"
                        + port.name() + "', or use scale 1");
    }
}
