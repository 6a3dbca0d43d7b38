package dev.rune.kernel.facade;

import dev.rune.kernel.content.References;
import dev.rune.kernel.plugin.LoadedMount;
import dev.rune.kernel.plugin.LoadedProbe;
import dev.rune.kernel.plugin.LoadedRunner;
import dev.rune.kernel.plugin.PluginRegistry;
import dev.rune.kernel.reconcile.ExecProbe;
import dev.rune.kernel.reconcile.Routes;
import dev.rune.kernel.reconcile.Workloads;
import dev.rune.kernel.section.Field;
import dev.rune.kernel.section.Finding;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Nearest;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Position;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.section.Sequence;
import dev.rune.kernel.spec.ContentKind;
import dev.rune.kernel.spec.ContentLimits;
import dev.rune.kernel.spec.Expose;
import dev.rune.kernel.spec.Label;
import dev.rune.kernel.spec.MountSpec;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spec.Port;
import dev.rune.kernel.spec.PortRef;
import dev.rune.kernel.spec.ProbeSpec;
import dev.rune.kernel.spec.ServiceSpec;
import dev.rune.kernel.spi.exposure.ExposureProvider;
import dev.rune.kernel.spi.host.CastDocument;
import dev.rune.kernel.spi.runner.Refusal;
import dev.rune.kernel.spi.runner.Workload;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks documents as far as that goes without knowing what is there already. Safe for use by many threads. */
public final class Admission {
    /** The castfile's {@code service}. */
    public static final SectionType<ServiceSpec> SERVICE = SectionType.of(MethodHandles.lookup(), ServiceSpec.class);
    /** The castfile's {@code secret} and {@code configmap}. */
    public static final SectionType<?> CONTENT = ContentDocuments.TYPE;
    private static final SectionType<NamespaceSpec> NAMESPACE = SectionType.of(MethodHandles.lookup(),
            NamespaceSpec.class);
    /** What stands between the steps of a path. */
    private static final Pattern STEP = Pattern.compile("[.\\[]");

    private final PluginRegistry plugins;
    private final ContentDocuments contents;

    /** Checks with the schemas of {@code plugins}. */
    public Admission(PluginRegistry plugins, ContentLimits limits) {
        this.plugins = plugins;
        this.contents = new ContentDocuments(limits);
    }

    /**
     * The castfile's {@code namespace}.
     *
     * @param name its name
     */
    record NamespaceSpec(Label name) {}

    /** A document that was checked. */
    sealed interface Admitted {
        /** Where it stands. */
        Position position();
    }

    /** A namespace. */
    record AdmittedNamespace(Label name, Position position) implements Admitted {}

    /** A secret or configmap. */
    record AdmittedContent(ContentKind kind, Label name, Optional<Label> namespace, Map<String, OpaqueBytes> data,
            Position position) implements Admitted {}

    /**
     * A service.
     *
     * @param spec     in canonical form: what the runner's section says by default is left out
     * @param runner   its runner
     * @param body     as it was written
     */
    record AdmittedService(ServiceSpec spec, LoadedRunner runner, Mapping body) implements Admitted {
        @Override
        public Position position() {
            return body.position();
        }
    }

    /** Every fault of {@code documents}, in order of position. */
    public List<Finding> lint(List<CastDocument> documents) {
        List<Finding> findings = new ArrayList<>();
        check(documents, findings::add);
        return sorted(findings);
    }

    /** In order of position. */
    static List<Finding> sorted(List<Finding> findings) {
        return findings.stream().sorted(Comparator.comparing((Finding f) -> f.position().source())
                .thenComparingInt(f -> f.position().line()).thenComparingInt(f -> f.position().column())).distinct()
                .toList();
    }

    /** The documents without faults, namespaces first; {@code findings} is told every fault. */
    List<Admitted> check(List<CastDocument> documents, Consumer<Finding> findings) {
        List<Admitted> admitted = new ArrayList<>();
        documents.stream().sorted(Comparator.comparing(CastDocument::kind))
                .forEach(document -> check(document, findings).ifPresent(admitted::add));
        return admitted;
    }

    private Optional<? extends Admitted> check(CastDocument document, Consumer<Finding> findings) {
        Node body = document.body();
        return switch (document.kind()) {
            case NAMESPACE -> NAMESPACE.bind(body, "namespace", findings)
                    .map(spec -> new AdmittedNamespace(spec.name(), body.position()));
            case SERVICE -> {
                Optional<ServiceSpec> spec = SERVICE.bind(body, "service", findings);
                if (spec.isEmpty() && body instanceof Mapping mapping) {
                    checkWorkload(mapping, findings);
                }
                yield spec.flatMap(s -> service(s, body, findings));
            }
            case SECRET, CONFIGMAP -> contents.admit(document, findings);
        };
    }

    /** The faults of what the schema leaves to runners, in a service whose other keys have faults already. */
    private void checkWorkload(Mapping body, Consumer<Finding> findings) {
        Set<String> known = SERVICE.fields().stream()
                .flatMap(field -> Stream.concat(Stream.of(field.key()), field.aliases().stream()))
                .collect(Collectors.toSet());
        Mapping workload = new Mapping(body.entries().stream().filter(entry -> !known.contains(entry.key())).toList(),
                body.position());
        runner(workload, body, findings).ifPresent(runner -> Workloads.section(workload, runner.provider(), findings));
    }

    private Optional<AdmittedService> service(ServiceSpec spec, Node written, Consumer<Finding> findings) {
        Mapping body = (Mapping) written;
        Optional<LoadedRunner> runner = runner(spec.workload(), body, findings);
        checkProbes(spec, body, findings);
        List<MountSpec> mounts = mounts(spec, body, findings);
        checkSurroundings(spec, body, findings);
        if (runner.isEmpty()) {
            return Optional.empty();
        }
        LoadedRunner loaded = runner.get();
        List<Finding> own = new ArrayList<>();
        Optional<Workload> workload = Workloads.bind(spec, loaded.provider(), own::add);
        own.forEach(findings);
        workload.ifPresent(w -> loaded.provider().check(w).forEach(refusal -> findings.accept(finding(refusal, body))));
        checkCopies(spec, loaded, body, findings);
        checkDoor(spec, loaded, body, findings);
        return workload.map(w -> new AdmittedService(canonical(spec, mounts, loaded, w), loaded, body));
    }

    private Optional<LoadedRunner> runner(Mapping workload, Mapping body, Consumer<Finding> findings) {
        List<Mapping.Entry> keys = workload.entries().stream()
                .filter(e -> plugins.runners().containsKey(e.key())).toList();
        if (keys.size() == 1) {
            LoadedRunner runner = Objects.requireNonNull(plugins.runners().get(keys.getFirst().key()));
            if (!runner.provider().inline()) {
                workload.entries().stream().filter(e -> !e.equals(keys.getFirst()))
                        .forEach(e -> findings.accept(unknown(e)));
            }
            return Optional.of(runner);
        }
        String words = String.join(", ", plugins.runners().keySet());
        if (keys.isEmpty()) {
            workload.entries().forEach(entry -> findings.accept(unknown(entry)));
            findings.accept(Finding.of(body.position(), "service",
                    "a service says what to run by exactly one of: "
                            + (words.isEmpty() ? "(no runner plugin is loaded)" : words)));
        } else {
            findings.accept(Finding.of(keys.get(1).keyPosition(), "service." + keys.get(1).key(),
                    "a service says what to run by exactly one of: " + words + "; '" + keys.getFirst().key()
                            + "' is there already"));
        }
        return Optional.empty();
    }

    private Finding unknown(Mapping.Entry entry) {
        List<String> known = Stream
                .concat(SERVICE.fields().stream().map(Field::key), plugins.runners().keySet().stream()).toList();
        return new Finding(entry.keyPosition(), "service." + entry.key(), "unknown key '" + entry.key() + "'",
                Nearest.of(entry.key(), known));
    }

    private void checkProbes(ServiceSpec spec, Mapping body, Consumer<Finding> findings) {
        spec.health().flatMap(h -> h.liveness()).ifPresent(p -> checkProbe(p, "liveness", spec, body, findings));
        spec.health().flatMap(h -> h.readiness()).ifPresent(p -> checkProbe(p, "readiness", spec, body, findings));
    }

    private void checkProbe(ProbeSpec probe, String role, ServiceSpec spec, Mapping body, Consumer<Finding> findings) {
        String path = "health." + role;
        if (probe.type().equals(ExecProbe.TYPE)) {
            ExecProbe.SECTION.bind(probe.section(), "service." + path, findings);
            return;
        }
        LoadedProbe loaded = plugins.probes().get(probe.type());
        if (loaded == null) {
            List<String> known = Stream.concat(plugins.probes().keySet().stream(), Stream.of(ExecProbe.TYPE)).sorted()
                    .toList();
            findings.accept(new Finding(position(body, path + ".type"), "service." + path + ".type",
                    "'" + probe.type() + "' is no type of probe: one of " + String.join(", ", known),
                    Nearest.of(probe.type(), known)));
            return;
        }
        loaded.provider().section().bind(probe.section(), "service." + path, findings)
                .flatMap(section -> loaded.provider().port(section))
                .ifPresent(port -> checkPort(port, path + ".port", spec, body, findings));
    }

    private static void checkPort(PortRef ref, String path, ServiceSpec spec, Mapping body,
            Consumer<Finding> findings) {
        Optional<Port> port = ref.in(spec.ports());
        if (port.isEmpty() && ref.number().filter(n -> n >= 1 && n <= 65535).isEmpty()) {
            findings.accept(
                    Finding.of(position(body, path), "service." + path, "no port of the service is named '" + ref
                            + "'; its ports: " + spec.ports().stream().map(p -> p.name().text()).toList()));
        } else if (port.isPresent() && port.get().protocol() == Port.Protocol.UDP) {
            findings.accept(Finding.of(position(body, path), "service." + path,
                    "port '" + ref + "' is udp, which cannot be probed"));
        }
    }

    /** The mounts of other plugins in canonical form; those with faults as they are. */
    private List<MountSpec> mounts(ServiceSpec spec, Mapping body, Consumer<Finding> findings) {
        List<MountSpec> mounts = new ArrayList<>();
        for (MountSpec mount : spec.mounts()) {
            String path = "mounts[" + mounts.size() + "]";
            LoadedMount loaded = plugins.mounts().get(mount.type());
            if (loaded == null) {
                findings.accept(unknownType(mount, position(body, path + ".type"), path));
                mounts.add(mount);
                continue;
            }
            SectionType<?> type = loaded.provider().section();
            mounts.add(type.bind(mount.section(), "service." + path, findings)
                    .map(section -> new MountSpec(mount.name(), mount.type(), mount.mountPath(), print(type, section)))
                    .orElse(mount));
        }
        return mounts;
    }

    private Finding unknownType(MountSpec mount, Position position, String path) {
        List<String> known = plugins.mounts().keySet().stream().filter(type -> !MountSpec.OF_CONTENT.contains(type))
                .toList();
        return new Finding(position, "service." + path + ".type",
                "'" + mount.type() + "' is no type of mount: " + (known.isEmpty()
                        ? "no loaded plugin brings one for 'mounts'; see 'rune get plugins'"
                        : "one of " + String.join(", ", known)),
                Nearest.of(mount.type(), known));
    }

    private Finding unknownType(Expose expose, Mapping body) {
        Set<String> known = plugins.exposures().keySet();
        String type = Routes.type(expose);
        if (expose.type().isPresent()) {
            return new Finding(position(body, "expose.type"), "service.expose.type",
                    "'" + type + "' is no type of exposure: " + (known.isEmpty()
                            ? "no loaded plugin brings one; see 'rune get plugins'"
                            : "one of " + String.join(", ", known)),
                    Nearest.of(type, known));
        }
        return Finding.of(position(body, "expose"), "service.expose",
                "no loaded plugin provides the exposure '" + type + "', which services "
                        + (type.equals(ExposureProvider.HTTP) ? "with" : "without")
                        + " a host need; see 'rune get plugins' for the plugin 'expose', or leave 'expose' out");
    }

    private void checkSurroundings(ServiceSpec spec, Mapping body, Consumer<Finding> findings) {
        spec.expose().filter(expose -> !plugins.exposures().containsKey(Routes.type(expose)))
                .ifPresent(expose -> findings.accept(unknownType(expose, body)));
        if (!spec.secretMounts().isEmpty() && !plugins.mounts().containsKey("secret")) {
            refuse("secretMounts", "no plugin of this installation mounts secrets; leave 'secretMounts' out", body,
                    findings);
        }
        if (!spec.configMounts().isEmpty() && !plugins.mounts().containsKey("config")) {
            refuse("configMounts", "no plugin of this installation mounts configmaps; leave it out", body, findings);
        }
        Placeholders.check(spec, body, findings);
        References.malformed(spec).forEach(malformed -> refuse(malformed.path(), "'" + malformed.text()
                + "' names no key: write {{secret:NAME/KEY}} or {{configmap:NAME/KEY}}", body, findings));
    }

    /** A port cannot be opened for clients where the instances open it themselves. */
    private static void checkDoor(ServiceSpec spec, LoadedRunner runner, Mapping body, Consumer<Finding> findings) {
        spec.expose().filter(expose -> expose.host().isEmpty() && runner.provider().usesHostPorts())
                .flatMap(expose -> expose.port().in(spec.ports()))
                .filter(port -> port.fixedTarget().equals(OptionalInt.of(port.port())))
                .ifPresent(port -> refuse("expose.port",
                        "port " + port.port() + " is to be opened on the host, where the "
                                + "instances listen on it themselves; give port '" + port.name()
                                + "' another targetPort or "
                                + "'auto'",
                        body, findings));
    }

    private static void refuse(String path, String message, Mapping body, Consumer<Finding> findings) {
        findings.accept(Finding.of(position(body, path), "service." + path, message));
    }

    private static void checkCopies(ServiceSpec spec, LoadedRunner runner, Mapping body, Consumer<Finding> findings) {
        spec.scale().ifPresent(scale -> Copies.refusal(spec, runner, scale)
                .ifPresent(message -> findings.accept(Finding.of(position(body, "scale"), "service.scale", message))));
    }

    private static Finding finding(Refusal refusal, Mapping body) {
        return Finding.of(position(body, refusal.path()), "service." + refusal.path(), refusal.message());
    }

    /** Where the value at {@code path} stands, or the nearest that was written above it. */
    static Position position(Mapping body, String path) {
        Node node = body;
        for (String part : STEP.splitAsStream(path).toList()) {
            String key = part.endsWith("]") ? part.substring(0, part.length() - 1) : part;
            Optional<Node> next = switch (node) {
                case Mapping mapping -> mapping.get(key).or(() -> alias(key).flatMap(mapping::get));
                case Sequence sequence when key.matches("[0-9]+") && Integer.parseInt(key) < sequence.items().size() ->
                    Optional.of(sequence.items().get(Integer.parseInt(key)));
                default -> Optional.empty();
            };
            if (next.isEmpty()) {
                break;
            }
            node = next.get();
        }
        return node.position();
    }

    /** Under which other name the field {@code key} of a service may have been written. */
    private static Optional<String> alias(String key) {
        return SERVICE.fields().stream().filter(field -> field.key().equals(key))
                .flatMap(field -> field.aliases().stream()).findFirst();
    }

    private static ServiceSpec canonical(ServiceSpec spec, List<MountSpec> mounts, LoadedRunner runner,
            Workload workload) {
        Mapping section = print(runner.provider().section(), workload.section());
        return spec.canonical(mounts,
                runner.provider().inline() ? section : Mapping.of(Map.of(runner.provider().key(), section)));
    }

    private static <R extends Record> Mapping print(SectionType<R> type, Record section) {
        return type.print(type.record().cast(section));
    }
}
