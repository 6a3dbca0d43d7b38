package dev.rune.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/** Collects the licences and notices that the linked libraries carry. */
final class Legal {
    private static final Pattern TEXT = Pattern.compile("(META-INF/)?(LICEN[CS]E|NOTICE)[^/]*");

    private Legal() {}

    static void collect(List<Path> jars, Path to) throws IOException {
        Tree.delete(to);
        for (var path : jars) {
            try (var jar = new JarFile(path.toFile())) {
                for (var entry : jar.stream().filter(e -> TEXT.matcher(e.getName()).matches()).toList()) {
                    var folder = to.resolve(path.getFileName().toString().replaceFirst("\\.jar$", ""));
                    Files.createDirectories(folder);
                    Files.write(folder.resolve(Path.of(entry.getName()).getFileName()),
                            jar.getInputStream(entry).readAllBytes());
                }
            }
        }
    }
}
