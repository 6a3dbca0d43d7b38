package dev.rune.kernel.plugin;

import dev.rune.kernel.plugin.PluginFault.Phase;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.Provider;
import dev.rune.kernel.status.PluginStatus;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The plugins of a kernel. A plugin that cannot be loaded or started is listed with its failure and takes nothing else
 * with it. After {@link #load} providers are known, which is enough to check castfiles; {@link #start} makes what runs.
 *
 * <p>Safe for use by many threads; the maps given out are unmodifiable pictures of one moment.
 */
public final class PluginRegistry implements AutoCloseable {
    private static final String STOPPED = "plugins are stopped";

    /** Written by the constructor, {@link #start} and {@link #close}, under this object's lock. */
    private volatile Inventory inventory;
    /** Whether {@link #start} has been called; under this object's lock. */
    private boolean started;

    private PluginRegistry(List<Plugin> plugins) {
        this.inventory = new Inventory(plugins);
    }

    /** Those found, in their order: of two that want the same name or word, the first has it. */
    private static List<Plugin> admitted(List<Plugin> found) {
        TakenWords words = new TakenWords();
        Map<String, Plugin> byId = new LinkedHashMap<>();
        List<Plugin> admitted = new ArrayList<>();
        for (Plugin plugin : found) {
            admitted.add(admit(plugin, words, byId));
            byId.putIfAbsent(plugin.id(), plugin);
        }
        return admitted;
    }

    private static Plugin admit(Plugin plugin, TakenWords words, Map<String, Plugin> before) {
        try {
            if (before.containsKey(plugin.id())) {
                throw new PluginFault(Phase.DESCRIPTOR, "there is another plugin '" + plugin.id() + "' in "
                        + before.get(plugin.id()).directory() + "; remove one of the two");
            }
            words.take(plugin);
            return plugin;
        } catch (PluginFault fault) {
            return plugin.failed(fault);
        }
    }

    /**
     * Loads every plugin: each folder in one of {@code pluginDirectories} is one. Of two that want the same type word, the one
     * whose directory is named first has it; within a directory, the first by name.
     *
     * @param clock says for how long what a plugin did wrong is remembered
     * @throws ProblemException when one of the directories cannot be read
     */
    public static PluginRegistry load(List<Path> pluginDirectories, InstantSource clock) {
        return load(pluginDirectories, List.of(), clock);
    }

    /** As {@link #load(List, InstantSource)}, and after these the plugins in the folders {@code plugins}. */
    public static PluginRegistry load(List<Path> pluginDirectories, List<Path> plugins, InstantSource clock) {
        return load(pluginDirectories, plugins, new PluginLoader(Deadlines.STANDARD, HostModules.ofKernel(), clock));
    }

    /**
     * This registry, before it is started, with {@code troubles} in the statuses of the plugins in these folders: a sentence
     * each. Where none is in such a folder, there is a broken one.
     */
    public synchronized PluginRegistry troubled(Map<Path, String> troubles) {
        List<Plugin> plugins = new ArrayList<>();
        Map<Path, String> left = new HashMap<>();
        troubles.forEach((folder, trouble) -> left.put(folder.toAbsolutePath().normalize(), trouble));
        for (Plugin plugin : inventory.plugins()) {
            plugins.add(plugin.troubled(
                    Optional.ofNullable(left.remove(plugin.directory().toAbsolutePath().normalize())).orElse("")));
        }
        left.forEach(
                (folder, trouble) -> plugins.add(new Plugin(folder.getFileName().toString(), folder, "-", List.of(),
                        List.of(), "", "").failed(new PluginFault(Phase.INSTALL, trouble))));
        inventory = new Inventory(plugins.stream().sorted(Comparator.comparing(Plugin::id)).toList());
        return this;
    }

    static PluginRegistry load(List<Path> pluginDirectories, List<Path> plugins, PluginLoader loader) {
        List<Path> folders = new ArrayList<>();
        pluginDirectories.forEach(directory -> folders.addAll(folders(directory)));
        plugins.forEach(folder -> folders.add(folder.toAbsolutePath().normalize()));
        // Beside each other: most of it is looking through jars, of which one plugin may have many.
        List<Plugin> found = folders.parallelStream().map(loader::load).toList();
        return new PluginRegistry(admitted(found).stream().sorted(Comparator.comparing(Plugin::id)).toList());
    }

    /**
     * A registry of providers that need no folders, each a plugin of its own named after its type. They are called on the
     * caller's thread and without deadlines, so that a kernel can run on a manual clock.
     */
    public static PluginRegistry of(List<? extends Provider> providers, InstantSource clock) {
        Map<String, Plugin> found = new LinkedHashMap<>();
        for (Provider provider : providers) {
            Kind kind = Kind.of(provider);
            String id = found.containsKey(provider.type()) ? provider.type() + "-" + kind.word() : provider.type();
            Offer offer = Offer.of(kind, provider, Guard.direct(id, clock), Deadlines.STANDARD);
            found.put(id, new Plugin(id, Path.of(id), "-", List.of(), List.of(offer), "", ""));
        }
        return new PluginRegistry(admitted(List.copyOf(found.values())));
    }

    /** The folders in it, in the order of their names. */
    private static List<Path> folders(Path directory) {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory,
                entry -> Files.isDirectory(entry) && !entry.getFileName().toString().startsWith("."))) {
            entries.forEach(entry -> folders.add(entry.toAbsolutePath().normalize()));
            folders.sort(Comparator.comparing(folder -> folder.getFileName().toString()));
        } catch (IOException e) {
            throw new ProblemException(Problem.of(ProblemCode.NOT_FOUND,
                    "the directory of plugins " + directory + " cannot be read: " + Causes.describe(e)), e);
        }
        return folders;
    }

    /** Every plugin found, in the order of their ids. */
    public List<PluginStatus> statuses() {
        return inventory.plugins().stream().map(Plugin::status).toList();
    }

    /** The version of every plugin found, by its id; asks no plugin anything. */
    public Map<String, String> versions() {
        return inventory.plugins().stream()
                .collect(Collectors.toMap(Plugin::id, Plugin::version, (first, _) -> first));
    }

    /** Every provider of a plugin that works. */
    public List<Provider> providers() {
        return inventory.plugins().stream().filter(Plugin::works).flatMap(plugin -> plugin.offers().stream())
                .<Provider>map(Offer::provider).toList();
    }

    /** The keys of the settings that are those of {@code plugin}. */
    public Set<String> settings(String plugin) {
        return inventory.plugins().stream().filter(known -> known.id().equals(plugin))
                .flatMap(known -> known.offers().stream()).flatMap(offer -> offer.provider().settings().stream())
                .collect(Collectors.toSet());
    }

    /** Runners by the key of a service that chooses them. */
    public Map<String, LoadedRunner> runners() {
        return inventory.runners();
    }

    /** Probes by type. */
    public Map<String, LoadedProbe> probes() {
        return inventory.probes();
    }

    /** Exposures by type. */
    public Map<String, LoadedExposure> exposures() {
        return inventory.exposures();
    }

    /** Mount handlers by type. */
    public Map<String, LoadedMount> mounts() {
        return inventory.mounts();
    }

    /**
     * Makes the runners, probes, exposures and mount handlers. Where one of a plugin cannot be made, none of that plugin
     * is kept; its providers stay known, so that services which need them can say so. Called once.
     *
     * @param contexts what the plugin of an id is given to work with
     */
    public synchronized void start(Function<String, PluginContext> contexts) {
        if (started) {
            throw new IllegalStateException("plugins are started once");
        }
        started = true;
        inventory = new Inventory(inventory.plugins().stream()
                .map(plugin -> plugin.works() ? start(plugin, contexts) : plugin).toList());
    }

    private static Plugin start(Plugin plugin, Function<String, PluginContext> contexts) {
        List<Offer> made = new ArrayList<>();
        try {
            PluginContext context = contexts.apply(plugin.id());
            for (Offer offer : plugin.offers()) {
                made.add(offer.make(context));
            }
            return plugin.with(made, "");
        } catch (RuntimeException e) {
            close(made).forEach(e::addSuppressed);
            String why = e instanceof ProblemException told ? told.problem().message() : Causes.describe(e);
            return plugin.with(plugin.offers(), new PluginFault(Phase.START, why, e).sentence());
        }
    }

    /**
     * Closes everything made, in reverse order and to the end. Instances go on. Closing again does nothing.
     *
     * @throws ProblemException the first failure of a plugin, with the others suppressed
     */
    @Override
    public synchronized void close() {
        started = true;
        List<Offer> made = inventory.plugins().stream().flatMap(plugin -> plugin.offers().stream()).toList();
        inventory = new Inventory(inventory.plugins().stream().map(PluginRegistry::stopped).toList());
        List<RuntimeException> failures = close(made);
        if (!failures.isEmpty()) {
            RuntimeException first = failures.getFirst();
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    private static Plugin stopped(Plugin plugin) {
        return plugin.with(plugin.offers().stream().map(Offer::unmade).toList(),
                plugin.works() ? STOPPED : plugin.failure());
    }

    private static List<RuntimeException> close(List<Offer> offers) {
        List<RuntimeException> failures = new ArrayList<>();
        for (Offer offer : offers.reversed()) {
            try {
                offer.close();
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        return failures;
    }
}
