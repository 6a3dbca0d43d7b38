package dev.rune.kernel.plugin;

import java.lang.module.ModuleDescriptor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The modules a plugin finds above its own: those of one layer, which has the kernel, and of its parents. */
final class HostModules {
    static final String KERNEL = "dev.rune.kernel";
    static final String SLF4J = "org.slf4j";

    private final ModuleLayer layer;
    private final Map<String, ModuleDescriptor> descriptors = new HashMap<>();

    /** Those of {@code layer} and its parents. */
    HostModules(ModuleLayer layer) {
        this.layer = layer;
        collect(layer);
    }

    private void collect(ModuleLayer from) {
        from.modules().forEach(module -> descriptors.putIfAbsent(module.getName(), module.getDescriptor()));
        from.parents().forEach(this::collect);
    }

    /** Those around this kernel; empty where the kernel is on a class path and no module can require it. */
    static Optional<HostModules> ofKernel() {
        return Optional.ofNullable(HostModules.class.getModule().getLayer()).map(HostModules::new);
    }

    ModuleLayer layer() {
        return layer;
    }

    boolean has(String module) {
        return descriptors.containsKey(module);
    }

    /** Whether plugins may read {@code module} of the host. */
    boolean shares(String module) {
        return has(module) && (isJdk(module) || module.equals(KERNEL) || module.equals(SLF4J));
    }

    /** What an automatic module of a plugin is made to require: everything shared that is meant to be used. */
    Set<String> forEverybody() {
        Set<String> names = new TreeSet<>();
        for (String name : descriptors.keySet()) {
            if (shares(name) && !name.equals("java.base") && !name.startsWith("jdk.internal.")
                    && !name.startsWith("jdk.incubator.")) {
                names.add(name);
            }
        }
        return names;
    }

    /** The packages that everybody who requires those modules may use. */
    Set<String> sharedPackages() {
        Set<String> packages = new TreeSet<>();
        descriptors.values().stream().filter(module -> shares(module.name()))
                .flatMap(module -> module.exports().stream())
                .filter(exports -> !exports.isQualified()).forEach(exports -> packages.add(exports.source()));
        return packages;
    }

    /** Services that modules of the host provide or look for. */
    Set<String> services() {
        Set<String> services = new TreeSet<>();
        for (ModuleDescriptor descriptor : descriptors.values()) {
            services.addAll(descriptor.uses());
            descriptor.provides().forEach(provides -> services.add(provides.service()));
        }
        return services;
    }

    static boolean isJdk(String module) {
        return module.startsWith("java.") || module.startsWith("jdk.");
    }
}
