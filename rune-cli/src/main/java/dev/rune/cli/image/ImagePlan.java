package dev.rune.cli.image;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.term.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What an image is to have.
 *
 * @param client  whether {@code rune} is in it
 * @param daemon  whether {@code runed} is in it
 * @param plugins the folders of its plugins
 * @param caches  whether the start-up caches are made
 */
record ImagePlan(boolean client, boolean daemon, List<Path> plugins, boolean caches) {
    ImagePlan {
        plugins = List.copyOf(plugins);
    }

    /**
     * The folders that {@code words} mean: the name of a plugin in {@code installed}, or the path of another one.
     *
     * @throws Failure where one is not there, or two would have to be in one folder
     */
    static List<Path> folders(List<String> words, Path installed) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (String word : words) {
            Path folder = word.contains("/") ? Path.of(word).toAbsolutePath().normalize() : installed.resolve(word);
            if (!Files.exists(folder.resolve("plugin.properties"))) {
                throw unknown(word, folder, names(installed));
            }
            if (folders.stream().anyMatch(other -> other.getFileName().equals(folder.getFileName()))) {
                throw Failure.usage("'" + word + "' is the second plugin in a folder named '" + folder.getFileName()
                        + "', and in an image there can be only one");
            }
            folders.add(folder);
        }
        return folders;
    }

    private static Failure unknown(String word, Path folder, List<String> names) {
        return word.contains("/")
                ? new Failure(ExitCode.NOT_FOUND, folder + " is no plugin: it has no file plugin.properties")
                : new Failure(ExitCode.NOT_FOUND, "there is no plugin '" + word + "'" + Nearest.hint(word, names),
                        "The distribution has " + String.join(", ", names) + "; another one is named by its path.");
    }

    /** The names of the plugins in {@code installed}. */
    static List<String> names(Path installed) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        if (Files.isDirectory(installed)) {
            try (var folders = Files.list(installed)) {
                folders.filter(folder -> Files.exists(folder.resolve("plugin.properties")))
                        .forEach(folder -> names.add(folder.getFileName().toString()));
            }
        }
        return List.copyOf(names);
    }
}
