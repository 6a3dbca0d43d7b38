package dev.rune.dist;

import dev.rune.cli.image.Training;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

/**
 * Puts the distribution together. Run by the build as a source program, on the JDK whose run-time is delivered,
 * with the client's classes on the class path: it links and trains images of its own.
 *
 * <p>Arguments: the folder of this module, the file that holds the class path of client and daemon, this version, and that of
 * JUnit. What is costly (linking, training) is skipped while its inputs are the same as last time.
 */
public final class Assemble {
    private final Path module;
    private final Path work;
    private final Path home;

    private Assemble(Path module) {
        this.module = module;
        this.work = module.resolve("target");
        this.home = work.resolve("rune");
    }

    public static void main(String[] args) throws Exception {
        var module = Path.of(args[0]).toAbsolutePath().normalize();
        var jars = new ArrayList<Path>();
        for (var entry : Files.readString(Path.of(args[1])).strip().split(java.io.File.pathSeparator)) {
            jars.add(Path.of(entry));
        }
        jars.sort(null);
        new Assemble(module).run(jars, new Repository(module.resolve(".."), args[2], args[3]));
    }

    private void run(List<Path> jars, Repository repository) throws Exception {
        Files.createDirectories(home);
        Tree.copy(module.resolve("src/dist"), home);
        for (var program : List.of("rune", "runed")) {
            Tree.makeExecutable(home.resolve("bin").resolve(program));
        }
        for (var text : List.of("LICENSE", "NOTICE")) {
            Files.copy(module.resolve("..").resolve(text), home.resolve(text), StandardCopyOption.REPLACE_EXISTING);
        }
        plugins();
        repository.write(home.resolve("lib/repository"));

        var runtime = new Runtime(home, work);
        var stamp = new Stamp(work.resolve("runtime.stamp"));
        var inputs = Stamp.digest(jars, module.resolve("src/build"), module.resolve("src/dist/bin"));
        if (stamp.says(inputs) && Files.exists(runtime.java())) {
            System.out.println("run-time: up to date");
            return;
        }
        stamp.forget();
        runtime.link(jars);
        Legal.collect(jars, home.resolve("legal"));
        train(new Training(home, work));
        stamp.write(inputs);
    }

    private void train(Training training) throws IOException {
        var client = CompletableFuture.runAsync(() -> {
            try {
                training.client();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        training.daemon(home.resolve("bin/rune"), client::join);
        System.out.println("client and daemon: trained");
    }

    /** Copies {@code target/plugin} of every sibling that is a plugin to the folder of its id. */
    private void plugins() throws IOException {
        Tree.delete(home.resolve("plugins"));
        Files.createDirectories(home.resolve("plugins"));
        try (var siblings = Files.list(module.resolve("..").normalize())) {
            for (var sibling : siblings.sorted().toList()) {
                if (Files.exists(sibling.resolve("src/main/plugin/plugin.properties"))) {
                    var built = sibling.resolve("target/plugin");
                    var id = id(built.resolve("plugin.properties"));
                    Tree.copy(built, home.resolve("plugins").resolve(id));
                    System.out.println("plugin: " + id);
                }
            }
        }
    }

    private static String id(Path descriptor) throws IOException {
        var properties = new Properties();
        try (var in = Files.newBufferedReader(descriptor)) {
            properties.load(in);
        }
        var id = properties.getProperty("id");
        if (id == null) {
            throw new IOException(descriptor + " names no id");
        }
        return id;
    }
}
