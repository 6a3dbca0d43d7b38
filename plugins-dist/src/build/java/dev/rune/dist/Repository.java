package dev.rune.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What plugins are compiled and tested against, as a Maven repository of files: an author needs no other place to get it
 * from, and has what fits this very distribution.
 *
 * @param project the folder of the whole project
 * @param version its version
 * @param junit   the version of JUnit that the contracts are written with
 */
record Repository(Path project, String version, String junit) {
    private static final String POM = """
            <?xml version="1.0" encoding="UTF-8"?>
            <project xmlns="http://maven.apache.org/POM/4.0.0"
                     xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                     xsi:schemaLocation="http://maven.apache.org/POM/4.0.0 http://maven.apache.org/xsd/maven-4.0.0.xsd">
              <modelVersion>4.0.0</modelVersion>
              <groupId>dev.rune</groupId>
              <artifactId>%s</artifactId>
              <version>%s</version>
              <licenses>
                <license>
                  <name>Apache-2.0</name>
                </license>
              </licenses>
              <dependencies>%s
              </dependencies>
            </project>
            """;
    private static final String DEPENDENCY = """

            <dependency>
              <groupId>%s</groupId>
              <artifactId>%s</artifactId>
              <version>%s</version>
            </dependency>""";

    /** Writes it anew. */
    void write(Path to) throws IOException {
        Tree.delete(to);
        var kernel = DEPENDENCY.formatted("dev.rune", "rune-kernel", version);
        artifact(to, "rune-kernel", "");
        artifact(to, "rune-programs", kernel);
        artifact(to, "rune-testkit", kernel + DEPENDENCY.formatted("org.junit.jupiter", "junit-jupiter-api", junit));
        System.out.println("repository: " + String.join(", ", List.of("rune-kernel", "rune-programs", "rune-testkit")));
    }

    private void artifact(Path to, String name, String dependencies) throws IOException {
        var folder = Files.createDirectories(to.resolve("dev/rune").resolve(name).resolve(version));
        var file = name + "-" + version;
        Files.copy(project.resolve(name).resolve("target").resolve(file + ".jar"), folder.resolve(file + ".jar"));
        Files.writeString(folder.resolve(file + ".pom"), POM.formatted(name, version, dependencies));
    }
}
