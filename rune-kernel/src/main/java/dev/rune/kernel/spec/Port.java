package dev.rune.kernel.spec;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.Range;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A port of a service. Status: stable since 0.1.
 *
 * @param name       unique in the service
 * @param port       what clients use
 * @param targetPort where an instance listens; {@code port} where it is not said
 * @param protocol   tcp or udp
 */
@Doc("A port that clients use, and where an instance listens for it.")
public record Port(@Doc("Unique in the service.") Label name,
        @Doc("The port that clients use.") @Range(min = 1, max = 65535) int port,
        @Doc("Where an instance listens: a port, or `auto` to give each instance a port of its own, told to it as `PORT` and `PORT_<NAME>`. Default: the same as `port`.") Optional<TargetPort> targetPort,
        @Default("tcp") Protocol protocol) {
    /** How the port is spoken to. */
    public enum Protocol {
        /** A stream. */
        TCP,
        /** Datagrams; can be neither exposed nor probed. */
        UDP
    }

    /** Where an instance listens when it is not given a port of its own; empty where it is. */
    public OptionalInt fixedTarget() {
        return targetPort.map(TargetPort::number).orElse(OptionalInt.of(port));
    }
}
