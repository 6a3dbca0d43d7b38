package dev.rune.daemon;

import dev.rune.daemon.config.CommandLine;
import dev.rune.daemon.config.CommandLine.UsageException;
import dev.rune.daemon.config.Configuration;
import dev.rune.daemon.config.DaemonSettings;
import dev.rune.daemon.config.RuneFile;
import dev.rune.daemon.handover.Handover;
import dev.rune.daemon.http.Address;
import dev.rune.daemon.plugin.InstalledPlugins;
import dev.rune.daemon.reference.CastfileReference;
import dev.rune.daemon.store.DataDirectory;
import dev.rune.daemon.store.SqliteStore;
import dev.rune.kernel.launch.KernelLauncher;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/** The entry point of {@code runed}. */
public final class Main {
    private static final String HOME = "rune.home";
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private Main() {}

    /**
     * Runs {@code runed}.
     *
     * @param args the words of the command line
     */
    public static void main(String[] args) {
        System.exit(run(List.of(args), Instant.now()));
    }

    /** This program's version. */
    static String version() {
        return Optional.ofNullable(Main.class.getModule().getDescriptor()).flatMap(module -> module.rawVersion())
                .orElse("unknown");
    }

    private static int run(List<String> args, Instant startedAt) {
        try {
            return run(CommandLine.parse(args), args, startedAt);
        } catch (UsageException e) {
            System.err.println("runed: " + e.getMessage());
            return USAGE;
        } catch (ProblemException e) {
            // The user's to put right: a sentence says more than a stack trace.
            System.err.println("runed: " + e.getMessage());
            e.problem().findings().stream().filter(finding -> !e.problem().message().contains(finding.toString()))
                    .forEach(finding -> System.err.println("  " + finding));
            return e.problem().code() == ProblemCode.INVALID ? USAGE : FAILED;
        } catch (InterruptedException _) {
            return FAILED;
        } catch (RuntimeException e) {
            System.err.println("runed: this must not happen, and is a mistake in runed itself:");
            e.printStackTrace();
            return FAILED;
        }
    }

    private static int run(CommandLine line, List<String> words, Instant startedAt) throws InterruptedException {
        if (line.says("--help")) {
            System.out.print(CommandLine.HELP);
            return DONE;
        }
        if (line.says("--version")) {
            System.out.println("runed " + version());
            return DONE;
        }
        DaemonSettings settings = Configuration.read(line, System.getenv(), ownPlugins());
        if (line.says("--check")) {
            Address.check(Daemon.http(settings));
            // With what would be there: a start first does what was installed and removed since this one.
            InstalledPlugins installed = new InstalledPlugins(settings.dataDirectory(), settings.pluginDirectories());
            KernelLauncher.check(installed.others(), installed.upcoming(), settings.plugins());
            return DONE;
        }
        return switch (line.command().orElse("")) {
            case "lint" -> new Lint(settings.pluginDirectories(), System.in, utf8(System.out), utf8(System.err))
                    .run(line.files(), line.says("--recursive"));
            case "restore" -> restore(settings, line.files());
            case "reference" -> {
                utf8(System.out).print(CastfileReference.of(KernelLauncher.schema(settings.pluginDirectories())));
                yield DONE;
            }
            case "check-plugin" -> new CheckPlugin(settings.pluginDirectories(), utf8(System.out), utf8(System.err))
                    .run(line.files());
            case "install-plugin" -> new ManagePlugins(settings, utf8(System.out), utf8(System.err))
                    .install(line.files(), line.says("--replace"));
            case "remove-plugin" -> new ManagePlugins(settings, utf8(System.out), utf8(System.err))
                    .remove(line.files());
            default -> {
                // Before anything that may log: the first logger sets up all of them.
                Logging.use(settings.logLevel().word(), settings.logFormat() == RuneFile.LogFormat.JSON);
                yield serve(settings, startedAt, new Successor(Handover.received(System.getenv()),
                        Optional.ofNullable(System.getProperty(HOME)).map(Path::of), words));
            }
        };
    }

    /** The plugins that came with this program: where the distribution is, its launcher says. */
    private static Optional<Path> ownPlugins() {
        return Optional.ofNullable(System.getProperty(HOME)).map(home -> Path.of(home, "plugins").normalize())
                .filter(Files::isDirectory);
    }

    private static int serve(DaemonSettings settings, Instant startedAt, Successor successor)
            throws InterruptedException {
        Daemon daemon = Daemon.start(settings, startedAt, successor);
        // Whatever ends this process, a signal too, comes by here. The exit code is ours then, not the signal's.
        var told = new AtomicBoolean();
        var worst = new AtomicInteger(DONE);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            told.set(true);
            Runtime.getRuntime().halt(Math.max(worst.get(), end(daemon)));
        }, "end"));
        if (settings.stopWithInput()) {
            Thread.ofVirtual().name("input").start(() -> endWithInput(daemon));
        }
        daemon.await();
        if (daemon.restarts()) {
            successor.handover().hold();
            end(daemon);
            if (!told.get()) {
                successor.follow();
                worst.set(FAILED);
            }
        }
        return worst.get();
    }

    private static int end(Daemon daemon) {
        try {
            daemon.close();
            return DONE;
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(Main.class).error("runed did not end as it should", e);
            return FAILED;
        }
    }

    /** Whoever started this daemon for itself holds the other end of its input. */
    private static void endWithInput(Daemon daemon) {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said here.
            }
        } catch (IOException _) {
            // An input that cannot be read has ended.
        }
        try {
            daemon.shutdown(true);
        } catch (ProblemException _) {
            // The next one, which follows already, finds the same end.
        }
    }

    private static int restore(DaemonSettings settings, List<String> files) {
        if (files.size() != 1) {
            System.err.println("runed restore: which backup? Use: runed restore FILE [--data-dir DIR]");
            return USAGE;
        }
        try (DataDirectory directory = DataDirectory.open(settings.dataDirectory())) {
            Optional<Path> before = SqliteStore.restore(directory, Path.of(files.getFirst()));
            System.out.println("restored into " + directory.path()
                    + before.map(kept -> "; what was there before is kept in " + kept).orElse(""));
        }
        return DONE;
    }

    /** Castfiles are UTF-8, and what is said of them too, whatever the surroundings say. */
    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }
}
