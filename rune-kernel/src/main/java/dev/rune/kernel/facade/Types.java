package dev.rune.kernel.facade;

import dev.rune.kernel.plugin.LoadedExposure;
import dev.rune.kernel.plugin.LoadedMount;
import dev.rune.kernel.plugin.LoadedProbe;
import dev.rune.kernel.plugin.LoadedRunner;
import dev.rune.kernel.plugin.PluginRegistry;
import dev.rune.kernel.reconcile.ExecProbe;
import dev.rune.kernel.reconcile.Routes;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.Health;
import dev.rune.kernel.spec.MountSpec;
import dev.rune.kernel.spec.ProbeSpec;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spec.ServiceSpec;
import dev.rune.kernel.spi.exposure.ExposureProvider;
import dev.rune.kernel.spi.host.TypeView;
import dev.rune.kernel.spi.runner.RunnerProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Tells of the type words of plugins, and who uses them. */
final class Types {
    private static final String OWN = "runed";

    private final Map<String, String> versions;
    private final List<ServiceRecord> services;
    private final List<TypeView> views = new ArrayList<>();

    private Types(Map<String, String> versions, List<ServiceRecord> services) {
        this.versions = versions;
        this.services = services;
    }

    /** Every type word, in the order of kind and word. */
    static List<TypeView> of(PluginRegistry registry, List<ServiceRecord> services) {
        Types types = new Types(registry.versions(), services);
        registry.runners().values().forEach(types::add);
        types.add("probe", ExecProbe.TYPE, OWN, true, "stable", probe(ExecProbe.TYPE), List.of(), ExecProbe.SECTION,
                spec -> probes(spec, ExecProbe.TYPE));
        registry.probes().values().forEach(types::add);
        registry.exposures().values().forEach(types::add);
        registry.mounts().values().forEach(types::add);
        types.views.sort(Comparator.comparing(TypeView::kind).thenComparing(TypeView::type));
        return List.copyOf(types.views);
    }

    private void add(LoadedRunner loaded) {
        RunnerProvider provider = loaded.provider();
        views.add(view("runner", provider.type(), loaded.plugin(), loaded.runner().isPresent(), "stable",
                "service: {" + provider.key() + ": …}",
                provider.capabilities().stream().map(each -> each.name().toLowerCase(Locale.ROOT)).sorted().toList(),
                provider.section(), service -> service.runner().equals(provider.type())));
    }

    private void add(LoadedProbe loaded) {
        String type = loaded.provider().type();
        add("probe", type, loaded.plugin(), loaded.probe().isPresent(), "stable", probe(type), List.of(),
                loaded.provider().section(), spec -> probes(spec, type));
    }

    private void add(LoadedExposure loaded) {
        String type = loaded.provider().type();
        add("exposure", type, loaded.plugin(), loaded.exposure().isPresent(), "evolving", switch (type) {
            case ExposureProvider.HTTP -> "expose: {port: …, host: …}";
            case ExposureProvider.TCP -> "expose: {port: …}";
            default -> "expose: {port: …, type: " + type + "}";
        }, List.of(), loaded.provider().section(),
                spec -> spec.expose().map(Routes::type).equals(Optional.of(type)));
    }

    private void add(LoadedMount loaded) {
        String type = loaded.provider().type();
        add("mount", type, loaded.plugin(), loaded.handler().isPresent(), "evolving",
                MountSpec.OF_CONTENT.contains(type)
                        ? type + "Mounts: [{name: …, mountPath: …}]"
                        : "mounts: [{name: …, type: " + type + ", mountPath: …}]",
                List.of(), loaded.provider().section(), spec -> switch (type) {
                    case "secret" -> !spec.secretMounts().isEmpty();
                    case "config" -> !spec.configMounts().isEmpty();
                    default -> spec.mounts().stream().anyMatch(mount -> mount.type().equals(type));
                });
    }

    private static String probe(String type) {
        return "health: {readiness: {type: " + type + "}}, or liveness";
    }

    private static boolean probes(ServiceSpec spec, String type) {
        return spec.health().stream().flatMap(Types::probes).anyMatch(probe -> probe.type().equals(type));
    }

    private static Stream<ProbeSpec> probes(Health health) {
        return Stream.concat(health.liveness().stream(), health.readiness().stream());
    }

    private void add(String kind, String type, String plugin, boolean works, String stability, String usage,
            List<String> capabilities, SectionType<?> section, Predicate<ServiceSpec> uses) {
        views.add(view(kind, type, plugin, works, stability, usage, capabilities, section,
                service -> uses.test(service.spec())));
    }

    private TypeView view(String kind, String type, String plugin, boolean works, String stability, String usage,
            List<String> capabilities, SectionType<?> section, Predicate<ServiceRecord> uses) {
        List<ServiceRef> users = services.stream().filter(uses).map(ServiceRecord::ref).toList();
        return new TypeView(kind, type, plugin,
                versions.getOrDefault(plugin, ""), works, stability, usage,
                Optional.ofNullable(section.record().getAnnotation(Doc.class)).map(Doc::value).orElse(""),
                capabilities, section.fields(), users);
    }
}
