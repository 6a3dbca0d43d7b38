package dev.rune.cli.image;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The modules of the JDK that plugins need. A plugin's own module says what it requires. Of its libraries, which often
 * require more than they use, counts what this run-time has, because they work on it; automatic ones say nothing, and
 * count by what their classes mention.
 */
final class Needs {
    private final Mentions mentions;
    private final SortedMap<String, Set<String>> needs = new TreeMap<>();

    Needs(Mentions mentions) {
        this.mentions = mentions;
    }

    /** Adds those of the plugin in {@code folder}. */
    void add(Path folder) throws IOException {
        String main = mainModule(folder);
        try {
            for (ModuleReference module : ModuleFinder.of(folder).findAll()) {
                String name = module.descriptor().name();
                for (String needed : of(module, name.equals(main))) {
                    needs.computeIfAbsent(needed, key -> new TreeSet<>())
                            .add(folder.getFileName() + (name.equals(main) ? "" : " (" + name + ")"));
                }
            }
        } catch (FindException e) {
            throw new Failure(ExitCode.INVALID, "the plugin in " + folder + " cannot be read: " + e.getMessage(),
                    "'rune plugins check " + folder + "' tells more.");
        }
    }

    private static String mainModule(Path folder) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(folder.resolve("plugin.properties"))) {
            properties.load(reader);
        }
        return properties.getProperty("module", "").strip();
    }

    private Set<String> of(ModuleReference module, boolean main) throws IOException {
        ModuleDescriptor descriptor = module.descriptor();
        if (descriptor.isAutomatic()) {
            Set<String> mentioned = mentions.of(module);
            mentioned.remove("java.base");
            return mentioned;
        }
        Set<String> names = new TreeSet<>();
        for (Requires requires : descriptor.requires()) {
            boolean demanded = main && !requires.modifiers().contains(Requires.Modifier.STATIC);
            if (Mentions.isJdk(requires.name()) && !requires.name().equals("java.base")
                    && (demanded || mentions.knows(requires.name()))) {
                names.add(requires.name());
            }
        }
        return names;
    }

    /** Who needs each module. */
    SortedMap<String, Set<String>> byModule() {
        return needs;
    }
}
