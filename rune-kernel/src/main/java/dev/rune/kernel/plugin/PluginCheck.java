package dev.rune.kernel.plugin;

import dev.rune.kernel.plugin.PluginFault.Phase;
import dev.rune.kernel.status.PluginReport;
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

/** Says of a plugin's folder what can be said without loading a class of it. */
public final class PluginCheck {
    private PluginCheck() {}

    /**
     * Examines the plugin in {@code folder}.
     *
     * @param others the directories with the plugins it will be loaded beside; those that are not there are passed over
     */
    public static PluginReport of(Path folder, List<Path> others) {
        return of(folder.toAbsolutePath().normalize(), others, HostModules.ofKernel());
    }

    static PluginReport of(Path folder, List<Path> others, Optional<HostModules> host) {
        String id = folder.getFileName().toString();
        String version = "-";
        try {
            PluginDescriptor descriptor = PluginDescriptor.read(folder);
            version = descriptor.version();
            checkId(id, folder, others);
            HostModules above = host.orElseThrow(PluginLoader::onClassPath);
            Configuration modules = PluginLayer.examine(descriptor, folder, above);
            return new PluginReport(id, version, names(modules, descriptor.module()), providers(modules),
                    notes(folder, above), Optional.empty());
        } catch (PluginFault fault) {
            return new PluginReport(id, version, List.of(), List.of(), List.of(), Optional.of(fault.sentence()));
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
