package dev.rune.kernel.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Gives the automatic modules of a folder explicit descriptors that say what those of the JDK say silently: everything is
 * open and exported, everything shared is required, every service may be looked for.
 *
 * <p>A service of a neighbour can only be provided or looked for by a module that requires the neighbour; such a
 * requirement is added unless it would close a circle, which module resolution forbids.
 */
final class AutomaticModules {
    private final Map<String, ModuleDescriptor> folder = new TreeMap<>();
    private final Map<String, Set<String>> requirements = new HashMap<>();
    private final Set<String> services = new TreeSet<>();
    private final Set<String> required;
    private final Set<String> shared;

    AutomaticModules(Collection<ModuleReference> references, HostModules host) {
        this.required = host.forEverybody();
        this.shared = host.sharedPackages();
        this.services.addAll(host.services());
        for (ModuleReference reference : references) {
            ModuleDescriptor descriptor = reference.descriptor();
            folder.put(descriptor.name(), descriptor);
            requirements.put(descriptor.name(),
                    descriptor.requires().stream().map(Requires::name).collect(Collectors.toCollection(HashSet::new)));
            services.addAll(descriptor.uses());
            descriptor.provides().forEach(provides -> services.add(provides.service()));
        }
    }

    /** The explicit descriptor of {@code automatic}. */
    ModuleDescriptor explicit(ModuleReference automatic) {
        ModuleDescriptor descriptor = automatic.descriptor();
        ModuleDescriptor.Builder builder = ModuleDescriptor.newOpenModule(descriptor.name());
        descriptor.version().ifPresent(builder::version);
        descriptor.packages().forEach(builder::exports);
        descriptor.provides().stream().filter(provides -> sees(descriptor, provides.service()))
                .forEach(builder::provides);
        Set<String> uses = new TreeSet<>(classes(automatic));
        services.stream().filter(service -> sees(descriptor, service)).forEach(uses::add);
        uses.forEach(builder::uses);
        required.forEach(builder::requires);
        requirementsOf(descriptor.name()).stream().filter(folder::containsKey).forEach(builder::requires);
        return builder.build();
    }

    private boolean sees(ModuleDescriptor descriptor, String service) {
        String wanted = service.substring(0, Math.max(0, service.lastIndexOf('.')));
        if (descriptor.packages().contains(wanted) || shared.contains(wanted)) {
            return true;
        }
        Optional<String> neighbour = folder.values().stream().filter(other -> other.isAutomatic()
                ? other.packages().contains(wanted)
                : other.exports().stream()
                        .anyMatch(exports -> !exports.isQualified() && exports.source().equals(wanted)))
                .map(ModuleDescriptor::name).findFirst();
        if (neighbour.isEmpty() || reaches(neighbour.get(), descriptor.name(), new HashSet<>())) {
            return false;
        }
        requirementsOf(descriptor.name()).add(neighbour.get());
        return true;
    }

    private Set<String> requirementsOf(String module) {
        return requirements.computeIfAbsent(module, name -> new HashSet<>());
    }

    private boolean reaches(String from, String to, Set<String> seen) {
        return from.equals(to) || (seen.add(from)
                && requirementsOf(from).stream().anyMatch(next -> reaches(next, to, seen)));
    }

    /** Every class of a library may be a service that it looks for, be it in vain. */
    private static List<String> classes(ModuleReference reference) {
        try (ModuleReader reader = reference.open(); var names = reader.list()) {
            return names.filter(name -> name.endsWith(".class") && name.indexOf('/') > 0 && name.indexOf('-') < 0)
                    .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.')).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + reference.location(), e);
        }
    }
}
