package dev.rune.testkit;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.Sequence;
import dev.rune.kernel.spi.host.CastDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes a service as a castfile would, without YAML. Immutable: each method gives another one. */
public final class ServiceBuilder {
    private final Map<String, Object> fields;

    private ServiceBuilder(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** A fake service that runs for ever and has nothing else. */
    public static ServiceBuilder service(String name) {
        return new ServiceBuilder(Map.of("name", name)).does(Behaviour.program().runsForEver());
    }

    /** A fake service that behaves so. */
    public ServiceBuilder does(Behaviour behaviour) {
        FakeSection section = FakeSection.of(behaviour);
        return with(FakeRunnerProvider.TYPE, Map.of("steps", section.steps(), "missing", section.missing()));
    }

    /** By the runner of this type instead of the fake one. */
    public ServiceBuilder by(String runner) {
        return without(FakeRunnerProvider.TYPE).with(runner,
                Objects.requireNonNull(fields.get(FakeRunnerProvider.TYPE), "a fake service"));
    }

    /** With so many instances. */
    public ServiceBuilder scale(int replicas) {
        return with("scale", replicas);
    }

    /** With a variable, and no other. */
    public ServiceBuilder env(String name, String value) {
        return with("env", Map.of(name, value));
    }

    /** With a fake liveness probe of these fields, and no readiness probe. */
    public ServiceBuilder liveness(Map<String, ?> probe) {
        return with("health", Map.of("liveness", typed(probe)));
    }

    /** With a fake readiness probe of these fields, and no liveness probe. */
    public ServiceBuilder readiness(Map<String, ?> probe) {
        return with("health", Map.of("readiness", typed(probe)));
    }

    private static Map<String, Object> typed(Map<String, ?> probe) {
        Map<String, Object> typed = new LinkedHashMap<>(probe);
        typed.putIfAbsent("type", FakeProbe.TYPE);
        return typed;
    }

    /** With dependencies as they would be written: names, or maps of fields. */
    public ServiceBuilder needs(Object... dependencies) {
        return with("dependencies", List.of(dependencies));
    }

    /** With a port {@code http} that is reached from outside by {@code host}. */
    public ServiceBuilder at(String host) {
        return with("ports", List.of(Map.of("name", "http", "port", 80, "targetPort", "auto"))).with("expose",
                Map.of("port", "http", "host", host));
    }

    /** With a port {@code data} that is opened on the host. */
    public ServiceBuilder at(int port) {
        return with("ports", List.of(Map.of("name", "data", "port", port, "targetPort", "auto"))).with("expose",
                Map.of("port", "data"));
    }

    /** With a field: text, a whole number, a truth value, or a list or map of such. */
    public ServiceBuilder with(String field, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(field, value);
        return new ServiceBuilder(more);
    }

    /** Without a field. */
    public ServiceBuilder without(String field) {
        Map<String, Object> fewer = new LinkedHashMap<>(fields);
        fewer.remove(field);
        return new ServiceBuilder(fewer);
    }

    /** The document to cast. */
    public CastDocument document() {
        return new CastDocument(CastDocument.Kind.SERVICE, node(fields));
    }

    private static Node node(Object value) {
        return switch (value) {
            case Integer number -> Scalar.of(number);
            case Boolean truth -> Scalar.of(truth);
            case String text -> Scalar.of(text);
            case List<?> items -> Sequence.of(items.stream().map(ServiceBuilder::node).toList());
            case Map<?, ?> entries -> {
                Map<String, Node> nodes = new LinkedHashMap<>();
                entries.forEach((key, each) -> nodes.put((String) key, node(each)));
                yield Mapping.of(nodes);
            }
            default -> throw new IllegalArgumentException("not written in castfiles: " + value.getClass());
        };
    }
}
