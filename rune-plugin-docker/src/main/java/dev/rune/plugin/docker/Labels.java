package dev.rune.plugin.docker;

import dev.rune.kernel.spec.Port;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.status.InstanceId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a container is to us, as it stands in its labels: everything that {@code list} has to give back, so that one
 * request shows all.
 *
 * @param id      the instance
 * @param labels  what the kernel wants back
 * @param started when it was started; kept here because a list of containers does not tell
 * @param ports   where it listens
 * @param bounded whether it has a memory limit, and may be killed for it
 */
record Labels(InstanceId id, InstanceLabels labels, Instant started, List<ContainerPort> ports, boolean bounded) {
    static final String OWNER = "dev.rune.owner";
    static final String NAMESPACE = "dev.rune.namespace";
    static final String INSTANCE = "dev.rune.instance";
    private static final String SERVICE = "dev.rune.service";
    private static final String UID = "dev.rune.uid";
    private static final String SLOT = "dev.rune.slot";
    private static final String INCARNATION = "dev.rune.incarnation";
    private static final String GENERATION = "dev.rune.generation";
    private static final String TEMPLATE = "dev.rune.template";
    private static final String CONTENT = "dev.rune.content";
    private static final String STARTED = "dev.rune.started";
    private static final String PORTS = "dev.rune.ports";
    private static final String BOUNDED = "dev.rune.memory-limit";

    /** Those of an instance that is started at {@code now}. */
    static Labels of(InstanceSpec spec, Instant now) {
        return new Labels(spec.id(), spec.labels(), now,
                spec.workload().ports().stream().map(ContainerPort::of).toList(),
                spec.workload().resources().memoryLimit().isPresent());
    }

    /** As text, for a container of {@code owner}. */
    Map<String, String> text(String owner) {
        Map<String, String> text = new LinkedHashMap<>();
        text.put(OWNER, owner);
        text.put(NAMESPACE, id.namespace());
        text.put(INSTANCE, id.name());
        text.put(SERVICE, labels.service());
        text.put(UID, labels.uid());
        text.put(SLOT, Integer.toString(labels.slot()));
        text.put(INCARNATION, Long.toString(labels.incarnation()));
        text.put(GENERATION, Long.toString(labels.generation()));
        text.put(TEMPLATE, labels.template());
        text.put(CONTENT, labels.content());
        text.put(STARTED, started.toString());
        text.put(PORTS, String.join(",", ports.stream().map(ContainerPort::text).toList()));
        text.put(BOUNDED, Boolean.toString(bounded));
        return text;
    }

    /** The same read back; empty where it is not ours or somebody has written something else there. */
    static Optional<Labels> read(Map<String, String> text, String owner) {
        if (!owner.equals(text.get(OWNER))) {
            return Optional.empty();
        }
        try {
            List<ContainerPort> ports = new ArrayList<>();
            for (String port : wanted(text, PORTS).split(",")) {
                if (!port.isEmpty()) {
                    ports.add(ContainerPort.parse(port));
                }
            }
            return Optional.of(new Labels(new InstanceId(wanted(text, NAMESPACE), wanted(text, INSTANCE)),
                    new InstanceLabels(wanted(text, SERVICE), wanted(text, UID), Integer.parseInt(wanted(text, SLOT)),
                            Long.parseLong(wanted(text, INCARNATION)), Long.parseLong(wanted(text, GENERATION)),
                            wanted(text, TEMPLATE), text.getOrDefault(CONTENT, "")),
                    Instant.parse(wanted(text, STARTED)), List.copyOf(ports),
                    !"false".equals(text.get(BOUNDED))));
        } catch (IllegalArgumentException | DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    private static String wanted(Map<String, String> text, String label) {
        return Optional.ofNullable(text.get(label))
                .orElseThrow(() -> new IllegalArgumentException("no label " + label));
    }

    /**
     * A port as a container has it.
     *
     * @param name    its name in the spec
     * @param service what clients use
     * @param target  where the program listens
     * @param udp     whether it is spoken to in datagrams
     */
    record ContainerPort(String name, int service, int target, boolean udp) {
        /** In a network of its own an instance is free to listen where clients expect it. */
        static ContainerPort of(Port port) {
            return new ContainerPort(port.name().text(), port.port(), port.fixedTarget().orElse(port.port()),
                    port.protocol() == Port.Protocol.UDP);
        }

        private String text() {
            return name + ":" + service + ":" + target + ":" + (udp ? "udp" : "tcp");
        }

        private static ContainerPort parse(String text) {
            String[] parts = text.split(":");
            if (parts.length != 4) {
                throw new IllegalArgumentException("'" + text + "' is no port");
            }
            return new ContainerPort(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]),
                    parts[3].equals("udp"));
        }
    }
}
