package dev.rune.cli.command;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.term.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A new Maven project of a plugin, put together from templates. */
final class PluginProject {
    static final List<String> KINDS = List.of("runner", "probe", "exposure", "mount");

    private static final String NAME = "[a-z]([-a-z0-9]{0,61}[a-z0-9])?";
    private static final String PACKAGE = "[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*";

    private final String name;
    private final String kind;
    private final String packageName;
    private final Map<String, String> words = new LinkedHashMap<>();

    /**
     * A project.
     *
     * @param home the distribution whose repository it is built against; a path, or a Maven expression for one
     */
    PluginProject(String name, String kind, String packageName, String home) {
        if (!name.matches(NAME)) {
            throw Failure
                    .usage("'" + name + "' is no name for a plugin: it must be 1 to 63 lower case letters, digits or "
                            + "'-', beginning with a letter and not ending with '-'");
        }
        if (!KINDS.contains(kind)) {
            throw Failure.usage("--kind '" + kind + "' is not one of " + String.join(", ", KINDS)
                    + Nearest.hint(kind, KINDS));
        }
        if (!packageName.matches(PACKAGE)) {
            throw Failure
                    .usage("--package '" + packageName + "' is no package: write lower case words with dots between "
                            + "them, such as com.example." + packageWord(name));
        }
        this.name = name;
        this.kind = kind;
        this.packageName = packageName;
        words.put("@name@", name);
        words.put("@Name@", className(name));
        words.put("@package@", packageName);
        words.put("@version@", Version.own());
        words.put("@home@", home);
        words.put("@dependencies@", "");
    }

    /** The package where none is named. */
    static String defaultPackage(String name) {
        return "com.example." + packageWord(name);
    }

    private static String packageWord(String name) {
        return name.replace("-", "");
    }

    private static String className(String name) {
        StringBuilder text = new StringBuilder();
        for (String word : name.split("-+")) {
            text.append(word.substring(0, 1).toUpperCase(java.util.Locale.ROOT)).append(word.substring(1));
        }
        return text.toString();
    }

    /** Every file by its path in the project. */
    Map<Path, String> files() throws IOException {
        if (kind.equals("runner")) {
            words.put("@dependencies@", template("runner/dependencies.xml"));
        }
        Map<Path, String> files = new LinkedHashMap<>();
        Path sources = Path.of("src", "main", "java");
        Path here = Path.of(packageName.replace('.', '/'));
        files.put(Path.of("pom.xml"), filled("pom.xml"));
        files.put(Path.of("src", "main", "plugin", "plugin.properties"), filled("plugin.properties"));
        files.put(sources.resolve("module-info.java"), filled(kind + "/module-info.java"));
        for (String part : parts()) {
            Path folder = part.equals("ContractTest") ? Path.of("src", "test", "java") : sources;
            files.put(folder.resolve(here).resolve(words.get("@Name@") + part + ".java"),
                    filled(kind + "/" + part + ".java"));
        }
        files.put(Path.of("src", "test", "java").resolve(here).resolve(words.get("@Name@") + "DirectoryTest.java"),
                filled("DirectoryTest.java"));
        return files;
    }

    private List<String> parts() {
        return switch (kind) {
            case "runner" -> List.of("Provider", "Launcher", "ContractTest");
            case "probe" -> List.of("Provider", "Section", "Probe", "ContractTest");
            case "exposure" -> List.of("Provider", "Exposure", "Gate", "Connection", "ContractTest");
            default -> List.of("Provider", "Section", "Handler", "ContractTest");
        };
    }

    /** Writes all files into {@code directory}, which must be new or empty. */
    void write(Path directory) throws IOException {
        Map<Path, String> files = files();
        if (Files.exists(directory) && !isEmptyDirectory(directory)) {
            throw new Failure(ExitCode.CONFLICT, directory + " is there already; nothing was written",
                    "Name a directory that is new or empty with --directory.");
        }
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Path target = directory.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue(), StandardOpenOption.CREATE_NEW);
        }
    }

    private static boolean isEmptyDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (var entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        }
    }

    private String filled(String template) throws IOException {
        String text = template(template);
        // First what holds words itself.
        text = text.replace("@dependencies@", words.get("@dependencies@"));
        for (Map.Entry<String, String> word : words.entrySet()) {
            text = text.replace(word.getKey(), word.getValue());
        }
        return text;
    }

    private static String template(String name) throws IOException {
        try (InputStream in = PluginProject.class.getResourceAsStream("plugin/" + name)) {
            if (in == null) {
                throw new IOException("this rune lacks its template " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
