package dev.rune.kernel.launch;

import dev.rune.kernel.content.Contents;
import dev.rune.kernel.content.NamedSecrets;
import dev.rune.kernel.content.Vault;
import dev.rune.kernel.event.EventLog;
import dev.rune.kernel.facade.Admission;
import dev.rune.kernel.facade.Changes;
import dev.rune.kernel.facade.KernelFacade;
import dev.rune.kernel.plugin.PluginCheck;
import dev.rune.kernel.status.PluginReport;
import dev.rune.kernel.plugin.PluginRegistry;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.reconcile.ExecProbe;
import dev.rune.kernel.reconcile.Reconciler;
import dev.rune.kernel.record.Catalog;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.schedule.Scheduler;
import dev.rune.kernel.schedule.SystemScheduler;
import dev.rune.kernel.section.Finding;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spec.ContentLimits;
import dev.rune.kernel.spec.MountSpec;
import dev.rune.kernel.spi.Provider;
import dev.rune.kernel.spi.host.CastDocument;
import dev.rune.kernel.spi.host.Kernel;
import dev.rune.kernel.spi.store.MasterKeys;
import dev.rune.kernel.spi.store.Store;
import dev.rune.kernel.status.Event.Severity;
import dev.rune.kernel.status.PluginStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Starts kernels. */
public final class KernelLauncher {
    private KernelLauncher() {}

    /**
     * Starts a kernel: reads the store, loads the plugins, finds what runs, and begins to reconcile. A broken plugin
     * never keeps it from starting.
     *
     * @param store is closed with the kernel
     * @param keys  the master key of its secrets
     * @throws ProblemException when the store cannot be read, or a secret in it cannot be opened; nothing is left
     *         running
     */
    public static Kernel launch(KernelSettings settings, Store store, MasterKeys keys) {
        PluginRegistry plugins = PluginRegistry.load(settings.pluginDirectories(), SystemScheduler.CLOCK)
                .troubled(settings.pluginTroubles());
        return launch(settings, store, keys, plugins,
                new SystemScheduler(),
                new SecureRandom());
    }

    /**
     * Starts a kernel on given providers instead of plugin directories, with its time and randomness in the caller's
     * hands. With a scheduler that runs everything in one thread, so does the kernel.
     *
     * @param store     is closed with the kernel
     * @param scheduler is closed with the kernel
     */
    public static Kernel launch(KernelSettings settings, Store store, List<? extends Provider> providers,
            Scheduler scheduler,
            RandomGenerator random) {
        return launch(settings, store, MasterKeys.NONE, providers, scheduler, random);
    }

    /**
     * As {@link #launch(KernelSettings, Store, List, Scheduler, RandomGenerator)}, with secrets.
     *
     * @param keys the master key of its secrets
     */
    public static Kernel launch(KernelSettings settings, Store store, MasterKeys keys,
            List<? extends Provider> providers, Scheduler scheduler, RandomGenerator random) {
        return launch(settings, store, keys, PluginRegistry.of(providers, scheduler.clock()), scheduler, random);
    }

    /**
     * Checks documents as a cast would, as far as that goes without a running kernel: with the plugins of
     * {@code pluginDirectories}, and without knowing what is there already.
     *
     * @return every fault, in order of position
     */
    public static List<Finding> lint(List<CastDocument> documents, List<Path> pluginDirectories) {
        try (PluginRegistry plugins = PluginRegistry.load(pluginDirectories, SystemScheduler.CLOCK)) {
            return new Admission(plugins, ContentLimits.STANDARD).lint(documents);
        }
    }

    /**
     * Examines a plugin's directory as {@link #launch} would, without starting any code of it: its descriptor, its modules
     * and what they provide. Type words are not known before it is started.
     *
     * @param plugin            the directory, whose name is the plugin's
     * @param pluginDirectories directories with the plugins it will be loaded beside
     */
    public static PluginReport examine(Path plugin, List<Path> pluginDirectories) {
        return PluginCheck.of(plugin, pluginDirectories);
    }

    /** What a castfile may hold with the plugins of {@code pluginDirectories}. */
    public static CastfileSchema schema(List<Path> pluginDirectories) {
        try (PluginRegistry plugins = PluginRegistry.load(pluginDirectories, SystemScheduler.CLOCK)) {
            List<CastfileSchema.Section> sections = new ArrayList<>();
            sections.add(new CastfileSchema.Section(CastfileSchema.Kind.SERVICE, "service", true,
                    Admission.SERVICE.fields()));
            sections.add(new CastfileSchema.Section(CastfileSchema.Kind.CONTENT, "secret, configmap", true,
                    Admission.CONTENT.fields()));
            plugins.runners()
                    .forEach((key, loaded) -> sections.add(new CastfileSchema.Section(CastfileSchema.Kind.RUNNER, key,
                            loaded.provider().inline(), loaded.provider().section().fields())));
            sections.add(new CastfileSchema.Section(CastfileSchema.Kind.PROBE, ExecProbe.TYPE, true,
                    ExecProbe.SECTION.fields()));
            plugins.probes()
                    .forEach((type, loaded) -> sections.add(new CastfileSchema.Section(CastfileSchema.Kind.PROBE, type,
                            true, loaded.provider().section().fields())));
            plugins.mounts().forEach((type, loaded) -> {
                if (!MountSpec.OF_CONTENT.contains(type)) {
                    sections.add(new CastfileSchema.Section(CastfileSchema.Kind.MOUNT, type, true,
                            loaded.provider().section().fields()));
                }
            });
            return new CastfileSchema(sections);
        }
    }

    /**
     * Looks whether plugins could be used with {@code settings}. Nothing is started.
     *
     * @param pluginDirectories directories with plugins
     * @param plugins           the directories of others
     * @throws ProblemException of the first that could not, where it has settings
     */
    public static void check(List<Path> pluginDirectories, List<Path> plugins, Mapping settings) {
        try (PluginRegistry found = PluginRegistry.load(pluginDirectories, plugins, SystemScheduler.CLOCK)) {
            found.providers().forEach(provider -> provider.checkSettings(settings));
        }
    }

    private static Kernel launch(KernelSettings settings, Store store, MasterKeys keys, PluginRegistry plugins,
            Scheduler scheduler, RandomGenerator random) {
        try {
            Catalog catalog = new Catalog(store);
            Vault vault = new Vault(catalog, keys, random);
            vault.unlock();
            plugins.start(plugin -> new PluginContext(settings.owner(), stateDirectory(settings, plugin),
                    settings.plugins(), settings.sockets(), new NamedSecrets(catalog, vault, settings.plugins(),
                            plugins.settings(plugin), KernelFacade.DEFAULT_NAMESPACE)));
            EventLog events = new EventLog(scheduler.clock());
            plugins.statuses().forEach(status -> announce(events, status));
            Changes changes = new Changes();
            Reconciler reconciler = new Reconciler(catalog, new Contents(catalog, vault), plugins, scheduler, random,
                    events, settings.node(), changes::tell);
            KernelFacade kernel = new KernelFacade(catalog, vault, settings.contentLimits(), plugins, reconciler,
                    events,
                    changes, scheduler, random);
            kernel.createNamespace(KernelFacade.DEFAULT_NAMESPACE);
            reconciler.start();
            return kernel;
        } catch (RuntimeException failure) {
            plugins.close();
            scheduler.close();
            throw failure;
        }
    }

    private static void announce(EventLog events, PluginStatus plugin) {
        String object = "plugin/" + plugin.id();
        if (plugin.running()) {
            events.add(Severity.NORMAL, "", object, "PluginRunning", "provides " + String.join(", ", plugin.types()));
        } else {
            events.add(Severity.WARNING, "", object, "PluginFailed", plugin.message());
        }
    }

    private static Path stateDirectory(KernelSettings settings, String plugin) {
        Path directory = settings.dataDirectory().resolve("plugins").resolve(plugin);
        try {
            Files.createDirectories(directory.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(directory,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            return directory;
        } catch (IOException failure) {
            throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE,
                    "the directory " + directory + " of plugin '" + plugin + "' cannot be made: " + failure), failure);
        }
    }
}
