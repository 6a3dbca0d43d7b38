package dev.rune.cli.image;

import java.nio.file.Path;
import java.util.List;

/** How run-times are linked: those of images, and that of the distribution. */
public final class Linking {
    /** The small collector for both programs; each launcher says which compilers it uses. No warnings in their output. */
    private static final String OPTIONS = "-XX:+UseSerialGC -XX:-UsePerfData"
            + " -Xlog:disable -Xlog:all=error:stderr";

    private Linking() {}

    /**
     * The arguments of {@code jlink}.
     *
     * @param modulePath where the modules that are not the JDK's are found, as {@code jlink} takes it
     * @param roots      the modules of the programs; their requirements name everything else
     * @param output     the run-time's folder, which must not exist
     */
    public static List<String> arguments(String modulePath, List<String> roots, Path output) {
        return List.of("--compress", "zip-9", "--no-header-files", "--no-man-pages",
                "--exclude-resources=/org.xerial.sqlitejdbc/org/sqlite/native/**", "--add-options=" + OPTIONS,
                "--module-path", modulePath, "--add-modules", String.join(",", roots), "--output", output.toString());
    }
}
