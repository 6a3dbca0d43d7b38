package dev.rune.kernel.launch;

import dev.rune.kernel.section.Finding;
import dev.rune.kernel.spi.Provider;
import dev.rune.kernel.spi.host.CastDocument;
import dev.rune.kernel.spi.host.Kernel;
import dev.rune.kernel.spi.store.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/** Starts kernels. */
public final class KernelLauncher {
    private KernelLauncher() {
    }

    /**
     * Starts a kernel: reads the store, loads the plugins, finds what runs, and begins to reconcile. A broken plugin
     * never keeps it from starting.
     *
     * @param store is closed with the kernel
     * @throws dev.rune.kernel.problem.ProblemException when the store cannot be read; nothing is left running
     */
    public static Kernel launch(KernelSettings settings, Store store) {
        throw new UnsupportedOperationException(settings + "" + store);
    }

    /**
     * Starts a kernel on given providers instead of plugin directories, with its time and randomness in the caller's
     * hands. With a scheduler that runs everything in one thread, so does the kernel.
     *
     * @param store is closed with the kernel
     */
    public static Kernel launch(KernelSettings settings, Store store, List<Provider> providers, Scheduler scheduler,
            RandomGenerator random) {
        throw new UnsupportedOperationException(settings + "" + store + providers + scheduler + random);
    }

    /**
     * Checks documents as a cast would, as far as that goes without a running kernel: with the plugins of
     * {@code pluginDirectories}, and without knowing what is there already.
     *
     * @return every fault, in order of position
     */
    public static List<Finding> lint(List<CastDocument> documents, List<Path> pluginDirectories) {
        throw new UnsupportedOperationException(documents + "" + pluginDirectories);
    }
}
