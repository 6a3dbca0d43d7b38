package dev.rune.daemon;

import dev.rune.kernel.launch.KernelLauncher;
import dev.rune.kernel.status.PluginReport;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code runed check-plugin}: what runed would say of plugins, without starting any of their code. */
final class CheckPlugin {
    private static final int DONE = 0;
    private static final int USAGE = 2;
    private static final int INVALID = 6;

    private final List<Path> others;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * A check.
     *
     * @param others the directories with the plugins they will be loaded beside
     */
    CheckPlugin(List<Path> others, PrintStream out, PrintStream err) {
        this.others = others;
        this.out = out;
        this.err = err;
    }

    /** Examines each of {@code directories}, and gives what the program ends with. */
    int run(List<String> directories) {
        if (directories.isEmpty()) {
            err.println("runed check-plugin: which directory? Use: runed check-plugin DIR...");
            return USAGE;
        }
        int code = DONE;
        for (String directory : directories) {
            if (!Files.isDirectory(Path.of(directory))) {
                err.println(directory + ": there is no such directory");
                return USAGE;
            }
            code = Math.max(code, tell(directory, KernelLauncher.examine(Path.of(directory), others)));
        }
        return code;
    }

    private int tell(String directory, PluginReport report) {
        if (report.failure().isPresent()) {
            err.println(directory + ": " + report.failure().get());
            return INVALID;
        }
        out.println("plugin " + report.id() + " " + report.version());
        out.println("  modules   " + String.join(", ", report.modules()));
        report.providers().forEach(provider -> out.println("  provides  " + provider));
        report.notes().forEach(note -> out.println("  note      " + note));
        out.println("  runed can load it; its type words are seen when it is started");
        return DONE;
    }
}
