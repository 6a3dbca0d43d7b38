package dev.rune.kernel.plugin;

import dev.rune.kernel.plugin.PluginFault.Phase;
import dev.rune.kernel.section.Nearest;
import java.io.UncheckedIOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.lang.module.ResolvedModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Makes a plugin's modules a layer under the kernel's, with one class loader that sees the JDK and what is shared. */
final class PluginLayer {
    private final HostModules host;
    private final PluginDescriptor descriptor;
    private final Path folder;

    private PluginLayer(HostModules host, PluginDescriptor descriptor, Path folder) {
        this.host = host;
        this.descriptor = descriptor;
        this.folder = folder;
    }

    /** The layer of the plugin in {@code folder}. */
    static ModuleLayer open(PluginDescriptor descriptor, Path folder, HostModules host) throws PluginFault {
        PluginLayer layer = new PluginLayer(host, descriptor, folder);
        return layer.guarded(layer::open);
    }

    /** The modules of the plugin in {@code folder}, found and connected as for its layer; nothing of them is loaded. */
    static Configuration examine(PluginDescriptor descriptor, Path folder, HostModules host) throws PluginFault {
        PluginLayer layer = new PluginLayer(host, descriptor, folder);
        return layer.guarded(() -> layer.resolve(new PluginFinder(folder, descriptor.module(), host)));
    }

    /** What finds or connects modules. */
    private interface Work<T> {
        T run() throws PluginFault;
    }

    private <T> T guarded(Work<T> work) throws PluginFault {
        try {
            return work.run();
        } catch (FindException | ResolutionException | LayerInstantiationException | UncheckedIOException e) {
            throw fault(Causes.describe(e).replaceFirst("^[A-Za-z]+Exception: ", ""), e);
        }
    }

    private ModuleLayer open() throws PluginFault {
        PluginFinder finder = new PluginFinder(folder, descriptor.module(), host);
        Configuration configuration = resolve(finder);
        ModuleLayer.Controller controller = ModuleLayer.defineModulesWithOneLoader(configuration, List.of(host.layer()),
                ClassLoader.getPlatformClassLoader());
        ModuleLayer layer = controller.layer();
        for (String name : finder.synthetic()) {
            Module module = layer.findModule(name).orElseThrow();
            layer.modules().stream().filter(other -> other != module)
                    .forEach(other -> controller.addReads(module, other));
        }
        grantNativeAccess(controller, layer);
        return layer;
    }

    private Configuration resolve(PluginFinder finder) throws PluginFault {
        checkMainModule(finder);
        checkPackages(finder);
        Configuration configuration = host.layer().configuration().resolve(finder, ModuleFinder.of(), finder.names());
        checkReads(configuration);
        checkNativeAccess(finder.names());
        return configuration;
    }

    private void checkMainModule(PluginFinder finder) throws PluginFault {
        var main = finder.find(descriptor.module()).orElseThrow(() -> fault("no jar in the folder is the module '"
                + descriptor.module() + "' that " + PluginDescriptor.FILE + " names; the folder has "
                + (finder.names().isEmpty() ? "none" : String.join(", ", finder.names()))));
        Optional<String> missing = main.descriptor().requires().stream()
                .filter(requires -> !requires.modifiers().contains(Requires.Modifier.STATIC)).map(Requires::name)
                .filter(name -> finder.find(name).isEmpty() && !host.has(name)).sorted().findFirst();
        if (missing.isPresent()) {
            throw fault("module '" + descriptor.module() + "' requires the module '" + missing.get()
                    + "', which is neither in "
                    + "its folder nor part of this run-time" + (HostModules.isJdk(missing.get())
                            ? "; use a run-time that has it"
                            : "; put its jar into the folder"));
        }
    }

    private static void checkPackages(PluginFinder finder) throws PluginFault {
        Map<String, String> owners = new HashMap<>();
        for (String module : finder.names()) {
            for (String name : new TreeSet<>(finder.find(module).orElseThrow().descriptor().packages())) {
                String other = owners.putIfAbsent(name, module);
                if (other != null) {
                    throw fault(
                            "the package '" + name + "' is in two modules of the folder, '" + other + "' and '" + module
                                    + "'; they share one class loader, so keep one of the two");
                }
            }
        }
    }

    /** A plugin that leans on a library of the daemon would break with the daemon's next version. */
    private void checkReads(Configuration configuration) throws PluginFault {
        List<ResolvedModule> modules = new ArrayList<>(configuration.modules());
        modules.sort(Comparator.comparing(ResolvedModule::name));
        for (ResolvedModule module : modules) {
            Optional<String> foreign = module.reads().stream().filter(read -> read.configuration() != configuration)
                    .map(ResolvedModule::name).filter(name -> !host.shares(name)).sorted().findFirst();
            if (foreign.isPresent()) {
                throw fault(
                        "module '" + module.name() + "' requires '" + foreign.get() + "', which is runed's own and not "
                                + "for plugins; put a jar of it into the folder");
            }
        }
    }

    private void checkNativeAccess(Set<String> names) throws PluginFault {
        for (String name : descriptor.nativeAccess()) {
            if (!names.contains(name)) {
                throw fault(PluginDescriptor.FILE + " asks for native access for the module '" + name
                        + "', which is not in the folder; " + Nearest.of(name, names)
                                .map(word -> "did you mean '" + word + "'?")
                                .orElse("it has " + String.join(", ", names)));
            }
        }
    }

    // The kernel itself must be allowed to hand out native access; bin/runed starts it with that permission.
    @SuppressWarnings("restricted")
    private void grantNativeAccess(ModuleLayer.Controller controller, ModuleLayer layer) {
        descriptor.nativeAccess().forEach(name -> controller.enableNativeAccess(layer.findModule(name).orElseThrow()));
    }

    private static PluginFault fault(String sentence) {
        return new PluginFault(Phase.MODULES, sentence);
    }

    private static PluginFault fault(String sentence, Throwable cause) {
        return new PluginFault(Phase.MODULES, sentence, cause);
    }
}
