package dev.rune.kernel.plugin;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The modules of a plugin's folder, made fit to live beside the host's.
 *
 * <ul>
 * <li>A module that the host shares is left out, so that a bundled copy of the kernel counts for nothing.
 * <li>An automatic module would read every module of the host, and with a library that both have it would not resolve.
 * It becomes an open explicit one ({@link AutomaticModules}); that it reads all its neighbours has to be added to the
 * layer, because requirements must have no circles.
 * <li>A requirement that neither the folder nor the host can satisfy is dropped from libraries, which often run without
 * it, but not from the plugin's own module. So is an optional requirement of a module that is not shared.
 * </ul>
 */
final class PluginFinder implements ModuleFinder {
    private final Map<String, ModuleReference> references = new TreeMap<>();
    private final Set<String> synthetic = new TreeSet<>();
    private final HostModules host;

    /**
     * Looks through {@code folder}.
     *
     * @param main the plugin's own module, whose requirements stay as they are
     * @throws java.lang.module.FindException when a jar cannot be read as a module or two are one module
     */
    PluginFinder(Path folder, String main, HostModules host) {
        this.host = host;
        List<ModuleReference> found = ModuleFinder.of(folder).findAll().stream()
                .filter(reference -> !host.shares(reference.descriptor().name()))
                .sorted(Comparator.comparing((ModuleReference reference) -> reference.descriptor().name())).toList();
        Set<String> names = found.stream().map(reference -> reference.descriptor().name()).collect(Collectors.toSet());
        AutomaticModules automatic = new AutomaticModules(found, host);
        for (ModuleReference reference : found) {
            ModuleDescriptor descriptor = reference.descriptor();
            if (descriptor.isAutomatic()) {
                synthetic.add(descriptor.name());
                references.put(descriptor.name(), new Rewritten(automatic.explicit(reference), reference));
            } else {
                references.put(descriptor.name(),
                        satisfiable(reference, requires -> keeps(descriptor, main, requires, names)));
            }
        }
    }

    /** All names, to be the roots: resolving one module does not bring in the explicit ones that automatic ones use. */
    Set<String> names() {
        return references.keySet();
    }

    /** The names of those that were automatic and must be made to read their neighbours. */
    Set<String> synthetic() {
        return synthetic;
    }

    @Override
    public Optional<ModuleReference> find(String name) {
        return Optional.ofNullable(references.get(name));
    }

    @Override
    public Set<ModuleReference> findAll() {
        return Set.copyOf(references.values());
    }

    private boolean keeps(ModuleDescriptor descriptor, String main, Requires requires, Set<String> folder) {
        if (folder.contains(requires.name()) || host.shares(requires.name())) {
            return true;
        }
        boolean optional = requires.modifiers().contains(Requires.Modifier.STATIC);
        return !optional && (host.has(requires.name()) || descriptor.name().equals(main));
    }

    private static ModuleReference satisfiable(ModuleReference reference, Predicate<Requires> keeps) {
        ModuleDescriptor descriptor = reference.descriptor();
        if (descriptor.requires().stream().allMatch(keeps)) {
            return reference;
        }
        ModuleDescriptor.Builder builder = descriptor.isOpen()
                ? ModuleDescriptor.newOpenModule(descriptor.name())
                : ModuleDescriptor.newModule(descriptor.name());
        descriptor.version().ifPresent(builder::version);
        descriptor.mainClass().ifPresent(builder::mainClass);
        descriptor.requires().stream().filter(keeps).forEach(builder::requires);
        descriptor.exports().forEach(builder::exports);
        descriptor.opens().forEach(builder::opens);
        descriptor.provides().forEach(builder::provides);
        descriptor.uses().forEach(builder::uses);
        builder.packages(descriptor.packages());
        return new Rewritten(builder.build(), reference);
    }

    /** A module with another descriptor. */
    private static final class Rewritten extends ModuleReference {
        private final ModuleReference original;

        Rewritten(ModuleDescriptor descriptor, ModuleReference original) {
            super(descriptor, original.location().orElse(null));
            this.original = original;
        }

        @Override
        public ModuleReader open() throws IOException {
            return original.open();
        }
    }
}
