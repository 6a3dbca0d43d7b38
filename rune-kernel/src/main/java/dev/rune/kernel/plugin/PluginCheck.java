package dev.rune.kernel.plugin;

import dev.rune.kernel.plugin.PluginFault.Phase;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What can be said of a plugin's folder without loading a class of it.
 *
 * @param id        its folder's name
 * @param version   its version; {@code -} where the descriptor cannot be read
 * @param modules   the modules of the folder, the plugin's own first; none where they could not be connected
 * @param providers what its modules provide: a kind and a class, such as {@code runner com.example.Provider}
 * @param notes     what does no harm and is not meant so, a sentence each
 * @param failure   where it would fail and why, as its status would say; empty where nothing can be seen that would make
 *                  it fail
 */
public record PluginCheck(String id, String version, List<String> modules, List<String> providers, List<String> notes,
        Optional<String> failure) {
    public PluginCheck {
        modules = List.copyOf(modules);
        providers = List.copyOf(providers);
        notes = List.copyOf(notes);
    }

    /**
     * Examines the plugin in {@code folder}.
     *
     * @param others the directories with the plugins it will be loaded beside; those that are not there are passed over
     */
    public static PluginCheck of(Path folder, List<Path> others) {
        return of(folder.toAbsolutePath().normalize(), others, HostModules.ofKernel());
    }

    static PluginCheck of(Path folder, List<Path> others, Optional<HostModules> host) {
        PluginCheck check = new PluginCheck(folder.getFileName().toString(), "-", List.of(), List.of(), List.of(),
                Optional.empty());
        try {
            PluginDescriptor descriptor = PluginDescriptor.read(folder);
            check = new PluginCheck(descriptor.id(), descriptor.version(), List.of(), List.of(), List.of(),
                    Optional.empty());
            checkId(descriptor.id(), folder, others);
            HostModules above = host.orElseThrow(PluginLoader::onClassPath);
            Configuration modules = PluginLayer.examine(descriptor, folder, above);
            return new PluginCheck(descriptor.id(), descriptor.version(), names(modules, descriptor.module()),
                    providers(modules), notes(folder, above), Optional.empty());
        } catch (PluginFault fault) {
            return new PluginCheck(check.id, check.version, List.of(), List.of(), List.of(),
                    Optional.of(fault.sentence()));
        }
    }

    private static void checkId(String id, Path folder, List<Path> others) throws PluginFault {
        for (Path directory : others) {
            Path other = directory.toAbsolutePath().normalize().resolve(id);
            if (!other.equals(folder) && Files.isDirectory(other)) {
                throw new PluginFault(Phase.DESCRIPTOR,
                        "there is another plugin '" + id + "' in " + other + "; remove one of the two");
            }
        }
    }

    private static List<String> names(Configuration modules, String main) {
        List<String> names = new ArrayList<>(List.of(main));
        modules.modules().stream().map(ResolvedModule::name).filter(name -> !name.equals(main)).sorted()
                .forEach(names::add);
        return names;
    }

    private static List<String> providers(Configuration modules) throws PluginFault {
        List<String> providers = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            modules.modules().stream().map(ResolvedModule::reference).map(ModuleReference::descriptor)
                    .map(ModuleDescriptor::provides).flatMap(Set::stream)
                    .filter(provides -> provides.service().equals(kind.service().getName()))
                    .map(Provides::providers).flatMap(List::stream).sorted()
                    .forEach(provider -> providers.add(kind.word() + " " + provider));
        }
        if (providers.isEmpty()) {
            throw PluginLoader.providesNothing();
        }
        return providers;
    }

    private static List<String> notes(Path folder, HostModules host) {
        return ModuleFinder.of(folder).findAll().stream()
                .filter(found -> host.shares(found.descriptor().name())).map(found -> found.descriptor().name())
                .sorted()
                .map(name -> "the module '" + name
                        + "' is lent by runed; the copy in the folder counts for nothing, and "
                        + "may be left out")
                .toList();
    }
}
