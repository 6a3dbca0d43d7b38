package dev.rune.cli.image;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Builds an image beside its place and moves it there when it is complete. Used once, by one thread.
 *
 * <p>The modules that are not the JDK's come out of the run-time that this client runs on, so the distribution need not
 * have them twice.
 */
public final class ImageBuild {
    private static final double MIB = 1024 * 1024;

    private final Path home;
    private final ImagePlan plan;
    private final Path output;
    private final Jdk jdk;
    private final Consumer<String> tell;
    private final Mentions mentions = new Mentions(ModuleFinder.ofSystem());
    private final Modules modules = new Modules(mentions);

    private ImageBuild(Path home, ImagePlan plan, Path output, Jdk jdk, Consumer<String> tell) {
        this.home = home;
        this.plan = plan;
        this.output = output;
        this.jdk = jdk;
        this.tell = tell;
    }

    /**
     * What was asked for, as it was typed.
     *
     * @param client   whether the image is to have the client
     * @param daemon   whether the image is to have the daemon
     * @param plugins  names or paths of plugins; empty for all of the distribution's
     * @param output   where the image is to stand
     * @param jdk      the directory of the JDK, where one is named
     * @param javaHome the variable {@code JAVA_HOME}; may be empty
     * @param path     the variable {@code PATH}; may be empty
     * @param caches   whether the start-up caches are made
     */
    public record Request(boolean client, boolean daemon, Optional<List<String>> plugins, Path output,
            Optional<String> jdk, String javaHome, String path, boolean caches) {}

    /**
     * Builds the image.
     *
     * @param home the distribution that this client is of
     * @param tell is told what is done, line by line
     * @throws Failure     where it cannot be built; nothing is there then
     * @throws IOException where the distribution or a plugin cannot be read
     */
    public static void run(Path home, Request request, Consumer<String> tell) throws IOException {
        Path output = request.output().toAbsolutePath().normalize();
        if (Files.exists(output)) {
            throw new Failure(ExitCode.CONFLICT, output + " is there already; nothing was written",
                    "Name a directory that is not there yet with --output.");
        }
        Path installed = home.resolve("plugins");
        List<String> names = request.plugins().isPresent() ? request.plugins().get() : ImagePlan.names(installed);
        List<Path> folders = request.daemon() ? ImagePlan.folders(names, installed) : List.of();
        Jdk jdk = Jdk.find(request.jdk(), request.javaHome(), request.path());
        ImagePlan plan = new ImagePlan(request.client(), request.daemon(), folders, request.caches());
        ImageBuild build = new ImageBuild(home, plan, output, jdk, tell);
        if (plan.daemon() && !build.modules.haveDaemon()) {
            throw new Failure(ExitCode.NOT_FOUND, "this rune is a client alone and has no daemon to put into an image",
                    "Use the rune of a whole distribution, or build a client's image with --client.");
        }
        build.run();
    }

    private void run() {
        try (Scaffold scaffold = Scaffold.beside(output)) {
            Path image = scaffold.room("image");
            Path work = scaffold.room("work");
            link(image.resolve("runtime"), work);
            copyParts(image);
            if (plan.caches()) {
                train(image, work);
            }
            tellSizes(image);
            Files.setPosixFilePermissions(image, Files.getPosixFilePermissions(home));
            Files.move(image, output);
            tell.accept(output.toString());
        } catch (IOException e) {
            throw new Failure(ExitCode.FAILURE, "the image " + output + " cannot be built: " + reason(e),
                    "Nothing is left of it. An image takes about 100 MiB, and as much again while it is built.");
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "no permission for " + denied.getFile();
            case FileAlreadyExistsException other -> other.getFile() + " is not a directory";
            case NoSuchFileException absent -> "there is no " + absent.getFile() + ", and it cannot be made";
            default -> String.valueOf(e.getMessage());
        };
    }

    private void link(Path runtime, Path work) throws IOException {
        Needs needs = new Needs(mentions);
        for (Path plugin : plan.plugins()) {
            needs.add(plugin);
        }
        Set<String> lent = plan.daemon() ? modules.lent() : Set.of();
        List<String> roots = new ArrayList<>();
        if (plan.client()) {
            roots.add(Modules.CLIENT);
        }
        if (plan.daemon()) {
            roots.add(Modules.DAEMON);
        }
        Path jars = Files.createDirectory(work.resolve("modules"));
        modules.copy(jars, lent, needs.byModule().keySet());
        tell.accept("linking with the JDK " + jdk.version() + " in " + jdk.home());
        jlink(Linking.arguments(jars.toString(), roots, runtime), work);
        tellModules(needs, lent, runtime);
    }

    private void jlink(List<String> arguments, Path work) throws IOException {
        List<String> command = new ArrayList<>(List.of(jdk.home().resolve("bin").resolve("jlink").toString()));
        command.addAll(arguments);
        Path said = work.resolve("jlink.log");
        int code = waitFor(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start());
        if (code != 0) {
            throw new IOException("jlink of the JDK in " + jdk.home() + " ended with " + code + ": "
                    + Files.readString(said).strip());
        }
    }

    private void tellModules(Needs needs, Set<String> lent, Path runtime) throws IOException {
        Set<String> linked = new TreeSet<>(modulesOf(runtime));
        needs.byModule().forEach((module, who) -> tell.accept(
                "  " + module + " is needed by " + String.join(", ", who)));
        Set<String> without = new TreeSet<>(lent);
        without.removeAll(linked);
        if (!without.isEmpty()) {
            tell.accept("  left out, for no plugin here needs it: " + String.join(", ", without));
        }
        tell.accept("  modules of the JDK: "
                + String.join(", ", linked.stream().filter(Mentions::isJdk).toList()));
    }

    /** What the run-time says of itself. */
    private static List<String> modulesOf(Path runtime) throws IOException {
        for (String line : Files.readAllLines(runtime.resolve("release"), StandardCharsets.UTF_8)) {
            if (line.startsWith("MODULES=")) {
                return List.of(line.substring("MODULES=".length()).replace("\"", "").split(" "));
            }
        }
        return List.of();
    }

    private void copyParts(Path image) throws IOException {
        List<String> parts = new ArrayList<>(List.of("LICENSE", "NOTICE"));
        if (plan.client()) {
            parts.add("bin/rune");
        }
        if (plan.daemon()) {
            parts.addAll(List.of("bin/runed", "lib/libsqlitejdbc.so", "lib/systemd", "legal"));
        }
        for (String part : parts) {
            Tree.copy(home.resolve(part), image.resolve(part));
        }
        for (Path plugin : plan.plugins()) {
            copyPlugin(plugin, image);
        }
        if (!plan.daemon()) {
            copyLegalOfClient(image);
        }
    }

    private void copyPlugin(Path plugin, Path image) throws IOException {
        Path folder = image.resolve("plugins").resolve(plugin.getFileName().toString());
        Tree.copy(plugin, folder);
        for (Path jar : Natives.like(image.resolve("runtime/lib/libjava.so")).foreign(folder)) {
            Files.delete(jar);
            tell.accept("  left out, for it is of other machines: " + plugin.getFileName() + "/" + jar.getFileName());
        }
    }

    private void copyLegalOfClient(Path image) throws IOException {
        try (var libraries = Files.list(home.resolve("legal"))) {
            for (Path library : libraries.filter(path -> path.getFileName().toString().startsWith("picocli-"))
                    .toList()) {
                Tree.copy(library, image.resolve("legal").resolve(library.getFileName().toString()));
            }
        }
    }

    private void train(Path image, Path work) throws IOException {
        tell.accept("making the start-up caches");
        Training training = new Training(image, work);
        CompletableFuture<Void> client = CompletableFuture.runAsync(() -> {
            try {
                if (plan.client()) {
                    training.client();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, task -> Thread.ofPlatform().start(task));
        try {
            if (plan.daemon()) {
                training.daemon(home.resolve("bin").resolve("rune"), client::join);
            }
            client.join();
        } catch (CompletionException e) {
            throw new Failure(ExitCode.FAILURE, "the client's cache cannot be made: " + e.getCause().getMessage(),
                    "--no-cache builds the image without caches; its programs start more slowly.");
        }
    }

    private void tellSizes(Path image) throws IOException {
        long caches = Tree.size(image.resolve("lib/runed.aot"))
                + Tree.size(image.resolve("runtime/lib/server/classes.jsa"));
        long plugins = Tree.size(image.resolve("plugins"));
        long all = Tree.size(image);
        tell.accept("size: " + mib(all) + " MiB, of it plugins " + mib(plugins) + ", start-up caches " + mib(caches)
                + ", the rest " + mib(all - plugins - caches));
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / MIB);
    }

    private static int waitFor(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
