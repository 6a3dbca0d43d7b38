package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What authors of plugins compile against, compared with what was last agreed on: {@code src/test/resources/api} has it for
 * each module that exports something. What only adds may be added without a word; what breaks those who compiled or
 * implemented before has to be accepted.
 */
@DisplayName("The published API")
class PublishedApiTest {
    private static final Path AGREED = Path.of("src/test/resources/api");
    private static final boolean WRITES = "write".equals(System.getProperty("rune.golden"));
    private static final String ACCEPT = "\nThis breaks plugins that were built before. Where it is meant: say so in CHANGELOG.md, "
            + "and accept it with\n  mvn -P checks verify -pl plugins-dist -am -Dtest=none -Dit.test=PublishedApiTest "
            + "-Dsurefire.failIfNoSpecifiedTests=false -Drune.golden=write\nwhich writes ";

    private static Path jar(String artifact) throws IOException {
        try (var files = Files.walk(Distribution.HOME.resolve("lib/repository/dev/rune").resolve(artifact))) {
            return files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
        }
    }

    @Test
    @DisplayName("is of these modules")
    void isOfTheseModules() throws IOException {
        try (var artifacts = Files.list(Distribution.HOME.resolve("lib/repository/dev/rune"))) {
            assertEquals(Set.of("rune-kernel", "rune-programs", "rune-testkit"),
                    artifacts.map(artifact -> artifact.getFileName().toString()).collect(Collectors.toSet()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rune-kernel", "rune-programs", "rune-testkit"})
    @DisplayName("has the module descriptor agreed on")
    void hasTheDescriptorAgreedOn(String artifact) throws IOException {
        var said = new StringWriter();
        var out = new PrintWriter(said);
        assertEquals(0, ToolProvider.findFirst("jar").orElseThrow().run(out, out, "--describe-module", "--file",
                jar(artifact).toString()));
        // The first line names the file and the version; packages that are not exported may come and go.
        var described = said.toString().lines().skip(1).map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("contains ")).sorted()
                .collect(Collectors.joining("\n", "", "\n"));
        var file = AGREED.resolve(artifact + ".module.txt");
        if (WRITES) {
            Files.writeString(file, described);
        }
        assertEquals(Files.readString(file), described, () -> ACCEPT + file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rune-kernel", "rune-programs", "rune-testkit"})
    @DisplayName("breaks nobody who compiled or implemented before")
    void breaksNobody(String artifact) throws IOException {
        var now = Signatures.of(jar(artifact));
        var file = AGREED.resolve(artifact + ".txt");
        if (WRITES) {
            Files.writeString(file, text(now));
        }
        assertEquals(List.of(), breaks(read(Files.readAllLines(file)), now), () -> ACCEPT + file);
    }

    @Test
    @DisplayName("is broken by what is missing, changed, or has to be implemented, and by nothing else")
    void isBrokenByWhatIsMissing() {
        var then = read(List.of("a.Runner", "  abstract interface", "  abstract public start()V", "a.Gone", "  final"));
        var changed = read(List.of("a.Runner", "  abstract interface", "  abstract public start(I)V", "a.New",
                "  abstract interface", "  abstract public any()V"));
        assertEquals(List.of("a.Runner lacks: abstract public start()V", "a.Runner asks for: abstract public start(I)V",
                "a.Gone is missing"), breaks(then, changed));
        var grown = read(
                List.of("a.Runner", "  abstract interface", "  abstract public start()V", "  public trouble()I",
                        "a.Gone", "  final", "  public static of()La/Gone;"));
        assertEquals(List.of(), breaks(then, grown));
    }

    private static String text(Map<String, Set<String>> types) {
        var text = new StringBuilder();
        types.forEach((name, lines) -> {
            text.append(name).append('\n');
            lines.forEach(line -> text.append("  ").append(line.strip()).append('\n'));
        });
        return text.toString();
    }

    private static Map<String, Set<String>> read(List<String> lines) {
        var types = new LinkedHashMap<String, Set<String>>();
        Set<String> own = new TreeSet<>();
        for (var line : lines) {
            if (line.startsWith(" ")) {
                own.add(line);
            } else {
                own = new TreeSet<>();
                types.put(line, own);
            }
        }
        return types;
    }

    private static List<String> breaks(Map<String, Set<String>> then, Map<String, Set<String>> now) {
        var breaks = new ArrayList<String>();
        then.forEach((name, lines) -> {
            var present = now.get(name);
            if (present == null) {
                breaks.add(name + " is missing");
                return;
            }
            var before = stripped(lines);
            var after = stripped(present);
            before.stream().filter(line -> !after.contains(line)).forEach(line -> breaks.add(name + " lacks: " + line));
            after.stream().filter(line -> !before.contains(line) && line.startsWith("abstract p"))
                    .forEach(line -> breaks.add(name + " asks for: " + line));
        });
        return breaks;
    }

    private static Set<String> stripped(Set<String> lines) {
        return lines.stream().map(String::strip).collect(Collectors.toCollection(TreeSet::new));
    }
}
