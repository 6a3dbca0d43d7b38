package dev.rune.kernel.plugin;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/** Builds plugin folders out of sources, with the JDK's own compiler and jar tool. */
final class PluginYard {
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern TYPE = Pattern
            .compile("(?m)^(?:public |final |abstract )*(?:class|interface|record) (\\w+)");

    private final Path plugins;
    private final Path workshop;
    private int builds;

    PluginYard(Path directory) {
        this.plugins = created(directory.resolve("plugins"));
        this.workshop = created(directory.resolve("workshop"));
    }

    /** The directory of all plugin folders. */
    Path plugins() {
        return plugins;
    }

    /** A plugin folder with a sound descriptor. */
    Folder folder(String id, String module) {
        return new Folder(created(plugins.resolve(id)), id, module);
    }

    /** Where the kernel under test has its classes. */
    static Path kernel() {
        Module kernel = PluginRegistry.class.getModule();
        return Path
                .of(kernel.getLayer().configuration().findModule(kernel.getName()).orElseThrow().reference().location()
                        .orElseThrow());
    }

    /** A plugin being built. */
    final class Folder {
        private final Path path;
        private final Map<String, String> descriptor = new LinkedHashMap<>();

        private Folder(Path path, String id, String module) {
            this.path = path;
            descriptor.putAll(Map.of("id", id, "version", "1.0", "module", module, "api", "0.1"));
            writeDescriptor();
        }

        Path path() {
            return path;
        }

        /** Changes or adds a line of the descriptor. */
        Folder says(String key, String value) {
            descriptor.put(key, value);
            writeDescriptor();
            return this;
        }

        private void writeDescriptor() {
            StringBuilder text = new StringBuilder();
            descriptor.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
            try {
                Files.writeString(path.resolve(PluginDescriptor.FILE), text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Puts a jar of {@code sources} into the folder, compiled against the kernel and the jars that are there. */
        Folder jar(String name, String... sources) {
            return jarAgainst(List.of(), name, sources);
        }

        /** Like {@link #jar}, and also against jars that the folder does not get. */
        Folder jarAgainst(List<Path> others, String name, String... sources) {
            List<Path> modulePath = new ArrayList<>(others);
            modulePath.add(path);
            build(path.resolve(name + ".jar"), modulePath, sources);
            return this;
        }

        /** Copies a jar into the folder. */
        Folder copy(Path jar) {
            try {
                Files.copy(jar, path.resolve(jar.getFileName()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }
    }

    /** A jar outside all folders. */
    Path jar(String name, String... sources) {
        Path jar = created(workshop.resolve("jars" + builds++)).resolve(name + ".jar");
        build(jar, List.of(), sources);
        return jar;
    }

    /** Packs what stands in {@code classes}. */
    void pack(Path classes, Path jar) {
        run("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
    }

    private void build(Path jar, List<Path> others, String... sources) {
        Path work = created(workshop.resolve("build" + builds++));
        List<String> path = new ArrayList<>(List.of(kernel().toString()));
        others.forEach(other -> path.add(other.toString()));
        List<String> args = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", work.resolve("classes").toString()));
        boolean modular = List.of(sources).stream().anyMatch(source -> source.startsWith("module "));
        args.addAll(List.of(modular ? "--module-path" : "--class-path", String.join(java.io.File.pathSeparator, path)));
        for (String source : sources) {
            if (source.startsWith("# ")) {
                continue;
            }
            args.add(write(work.resolve("src"), source).toString());
        }
        run("javac", args.toArray(String[]::new));
        for (String source : sources) {
            resource(work.resolve("classes"), source);
        }
        pack(work.resolve("classes"), jar);
    }

    /** A source that begins with {@code # path} is a resource. */
    private static void resource(Path classes, String source) {
        if (!source.startsWith("# ")) {
            return;
        }
        Path file = classes.resolve(source.lines().findFirst().orElseThrow().substring(2));
        created(file.getParent());
        try {
            Files.writeString(file, source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path root, String source) {
        Path file = source.startsWith("module ")
                ? root.resolve("module-info.java")
                : root.resolve(first(PACKAGE, source)
                        .replace('.', '/')).resolve(first(TYPE, source) + ".java");
        created(file.getParent());
        try {
            return Files.writeString(file, source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String first(Pattern pattern, String source) {
        Matcher matcher = pattern.matcher(source);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no " + pattern + " in:\n" + source);
        }
        return matcher.group(1);
    }

    private static void run(String tool, String... args) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        if (ToolProvider.findFirst(tool).orElseThrow().run(out, out, args) != 0) {
            throw new IllegalStateException(tool + " " + String.join(" ", args) + "\n" + said);
        }
    }

    private static Path created(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
