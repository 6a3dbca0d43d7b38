package dev.rune.daemon;

import dev.rune.daemon.castfile.CastSource;
import dev.rune.daemon.castfile.Castfile;
import dev.rune.daemon.castfile.Excerpts;
import dev.rune.kernel.launch.KernelLauncher;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.section.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code runed lint}: says of castfiles what a daemon would say, as far as that goes without one.
 *
 * @param pluginDirectories whose plugins know the sections of services
 * @param in                stands for the file {@code -}
 * @param out               is told what was found
 * @param err               is told why files could not be looked at
 */
record Lint(List<Path> pluginDirectories, InputStream in, PrintStream out, PrintStream err) {
    /** All is well. */
    static final int GOOD = 0;
    /** A file is not there, or cannot be read. */
    static final int NOT_READ = 2;
    /** A file has faults. */
    static final int INVALID = 6;

    /**
     * Checks files together, as a cast of them would.
     *
     * @param files     castfiles, directories with castfiles, {@code -}
     * @param recursive also the castfiles in the directories below a directory
     */
    int run(List<String> files, boolean recursive) {
        List<CastSource> sources = new ArrayList<>();
        try {
            for (String file : files) {
                sources.addAll(sources(file, recursive));
            }
        } catch (IOException e) {
            err.println("runed lint: " + reason(e));
            return NOT_READ;
        }
        if (sources.isEmpty()) {
            err.println(
                    "runed lint: there are no castfiles to look at; name files, directories with *.yaml or *.yml in them"
                            + (recursive ? "" : " (-r looks into the directories below them too)")
                            + ", or - for standard input");
            return NOT_READ;
        }
        Castfile castfile = Castfile.read(sources);
        Problem problem = castfile.problem(KernelLauncher.lint(castfile.documents(), pluginDirectories));
        if (problem.findings().isEmpty()) {
            out.println(sources.size() == 1
                    ? sources.getFirst().name() + " is a good castfile"
                    : sources.size() + " good castfiles");
            return GOOD;
        }
        Excerpts lines = new Excerpts(sources);
        problem.findings().forEach(finding -> print(finding, lines));
        out.println(problem.findings().size() == 1 ? "1 problem" : problem.findings().size() + " problems");
        return INVALID;
    }

    private List<CastSource> sources(String file, boolean recursive) throws IOException {
        if (file.equals("-")) {
            return List.of(CastSource.of("-", in.readNBytes(CastSource.LIMIT + 1)));
        }
        Path path = Path.of(file);
        if (!Files.isDirectory(path)) {
            return List.of(source(path));
        }
        List<CastSource> sources = new ArrayList<>();
        try (Stream<Path> below = Files.walk(path, recursive ? Integer.MAX_VALUE : 1)) {
            for (Path found : below.filter(Lint::isCastfile).sorted().toList()) {
                sources.add(source(found));
            }
        }
        return sources;
    }

    private static CastSource source(Path path) throws IOException {
        if (Files.size(path) > CastSource.LIMIT) {
            return CastSource.tooLarge(path.toString(), Files.size(path));
        }
        try (InputStream bytes = Files.newInputStream(path)) {
            return CastSource.of(path.toString(), bytes.readNBytes(CastSource.LIMIT + 1));
        }
    }

    private static boolean isCastfile(Path path) {
        String name = path.getFileName().toString();
        return (name.endsWith(".yaml") || name.endsWith(".yml")) && Files.isRegularFile(path);
    }

    private void print(Finding finding, Excerpts lines) {
        out.println(finding);
        lines.line(finding.position()).ifPresent(line -> {
            out.println("    " + line);
            out.println("    " + " ".repeat(Math.max(0, finding.position().column() - 1)) + "^");
        });
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no file " + missing.getFile();
            case AccessDeniedException denied -> denied.getFile() + " may not be read by this user";
            default -> e.toString();
        };
    }
}
