package dev.rune.daemon;

import dev.rune.daemon.config.DaemonSettings;
import dev.rune.daemon.plugin.InstalledPlugins;
import dev.rune.daemon.plugin.InstalledPlugins.Done;
import dev.rune.daemon.store.DataDirectory;
import dev.rune.kernel.problem.ProblemException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code runed install-plugin} and {@code runed remove-plugin}, which whoever owns the data directory may do, and nobody
 * over the network. A daemon may run meanwhile: it takes up what was changed when it is started again.
 */
final class ManagePlugins {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int FORBIDDEN = 3;
    private static final int NOT_FOUND = 4;
    private static final int CONFLICT = 5;
    private static final int INVALID = 6;

    private final DaemonSettings settings;
    private final PrintStream out;
    private final PrintStream err;

    ManagePlugins(DaemonSettings settings, PrintStream out, PrintStream err) {
        this.settings = settings;
        this.out = out;
        this.err = err;
    }

    /** Installs the one of {@code sources}, and gives what the program ends with. */
    int install(List<String> sources, boolean replace) {
        if (sources.size() != 1) {
            err.println("runed install-plugin: which plugin? Use: runed install-plugin [--replace] FILE.zip|DIR");
            return USAGE;
        }
        Path source = Path.of(sources.getFirst());
        if (!Files.exists(source)) {
            err.println("there is no file or directory " + source);
            return USAGE;
        }
        return tell(() -> {
            Done done = plugins().install(source, replace);
            return "plugin/" + done.id() + " " + done.version() + (done.replaced() ? " replaced in " : " installed in ")
                    + done.place() + "; runed loads it when it is started again";
        });
    }

    /** Removes the one of {@code names}, and gives what the program ends with. */
    int remove(List<String> names) {
        if (names.size() != 1) {
            err.println("runed remove-plugin: which plugin? Use: runed remove-plugin NAME");
            return USAGE;
        }
        return tell(() -> {
            Done done = plugins().remove(names.getFirst());
            return "plugin/" + done.id() + " " + done.version() + " removed from " + done.place()
                    + "; runed lets go of it when it is started again";
        });
    }

    private InstalledPlugins plugins() {
        return new InstalledPlugins(DataDirectory.checked(settings.dataDirectory()), settings.pluginDirectories());
    }

    /** What is done, and said when it is. */
    private interface Work {
        String done();
    }

    private int tell(Work work) {
        try {
            out.println(work.done());
            return DONE;
        } catch (ProblemException e) {
            err.println("error: " + e.problem().message());
            return switch (e.problem().code()) {
                case FORBIDDEN -> FORBIDDEN;
                case NOT_FOUND -> NOT_FOUND;
                case CONFLICT -> CONFLICT;
                case INVALID -> INVALID;
                default -> FAILED;
            };
        }
    }
}
