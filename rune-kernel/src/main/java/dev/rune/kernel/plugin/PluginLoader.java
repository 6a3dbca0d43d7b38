package dev.rune.kernel.plugin;

import dev.rune.kernel.plugin.PluginFault.Phase;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.Provider;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Turns a folder into a plugin. */
final class PluginLoader {
    private final Deadlines deadlines;
    private final Optional<HostModules> host;
    private final InstantSource clock;

    /**
     * @param host empty where the kernel is on a class path, where no plugin can find it
     * @param clock what time it is for what is remembered of plugins
     */
    PluginLoader(Deadlines deadlines, Optional<HostModules> host, InstantSource clock) {
        this.deadlines = deadlines;
        this.host = host;
        this.clock = clock;
    }

    /** Loads the plugin in {@code folder}; whatever is wrong with it becomes its failure. */
    Plugin load(Path folder) {
        Plugin plugin = new Plugin(folder.getFileName().toString(), folder, "-", List.of(), List.of(), "", "");
        try {
            PluginDescriptor descriptor = PluginDescriptor.read(folder);
            plugin = new Plugin(descriptor.id(), folder, descriptor.version(), descriptor.nativeAccess(), List.of(),
                    "", "");
            HostModules above = host.orElseThrow(PluginLoader::onClassPath);
            return plugin.with(offers(descriptor, PluginLayer.open(descriptor, folder, above)), "");
        } catch (PluginFault fault) {
            return plugin.failed(fault);
        }
    }

    private List<Offer> offers(PluginDescriptor descriptor, ModuleLayer layer) throws PluginFault {
        Guard guard = Guard.waiting(descriptor.id(), layer.findLoader(descriptor.module()), clock);
        List<Offer> offers;
        try {
            offers = guard.call("the loading of its providers", deadlines.load(), () -> {
                List<Offer> found = new ArrayList<>();
                for (Kind kind : Kind.values()) {
                    for (Provider provider : providers(layer, kind, guard)) {
                        found.add(Offer.of(kind, provider, guard, deadlines));
                    }
                }
                return found;
            });
        } catch (ProblemException e) {
            throw new PluginFault(Phase.PROVIDERS, e.problem().message(), e);
        }
        if (offers.isEmpty()) {
            throw providesNothing();
        }
        return offers;
    }

    /** Those of the plugin itself: a service loader on a layer also brings those of the layers above. */
    private static List<Provider> providers(ModuleLayer layer, Kind kind, Guard guard) {
        List<Provider> made = new ArrayList<>();
        var found = guard.here("the search for its " + kind.word() + " providers",
                () -> ServiceLoader.load(layer, kind.service()).stream()
                        .filter(provider -> provider.type().getModule().getLayer() == layer).toList());
        for (var provider : found) {
            made.add(guard.here("the making of provider " + provider.type().getName(), provider::get));
        }
        return made;
    }

    /** There is no module for a plugin to require. */
    static PluginFault onClassPath() {
        return new PluginFault(Phase.MODULES,
                "this kernel is on a class path, where no plugin can find it; put it on the module path");
    }

    /** There are modules, and nothing in them for us. */
    static PluginFault providesNothing() {
        return new PluginFault(Phase.PROVIDERS,
                "the plugin provides nothing: no module in the folder provides one of " + Kind.services());
    }
}
