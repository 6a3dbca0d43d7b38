package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The pages for authors of plugins list every rule of the contracts, in the contracts' own words. {@code mvn test
 * -Drune.golden=write} writes the lists anew.
 */
class PluginPagesTest {
    private static final boolean WRITE = "write".equals(System.getProperty("rune.golden"));
    private static final Path PAGES = Path.of("../docs/plugins");
    private static final String HEAD = "| Rule | |\n|---|---|\n";

    @Test
    void runnersHaveTheirRules() throws IOException {
        check("runner.md", RunnerContract.class);
    }

    @Test
    void probesHaveTheirRules() throws IOException {
        check("probe.md", ProbeContract.class);
    }

    @Test
    void mountHandlersHaveTheirRules() throws IOException {
        check("mount.md", MountContract.class);
    }

    @Test
    void exposuresHaveTheirRules() throws IOException {
        check("exposure.md", ExposureContract.class);
    }

    @Test
    void directoriesHaveTheirRules() throws IOException {
        check("directory.md", PluginDirectoryContract.class);
    }

    @Test
    void storesHaveTheirRules() throws IOException {
        check("store.md", StoreContract.class);
    }

    private static void check(String page, Class<?> contract) throws IOException {
        Path file = PAGES.resolve(page);
        String text = Files.readString(file);
        int begin = text.indexOf(HEAD) + HEAD.length();
        assertTrue(begin >= HEAD.length(), file + " has no table of rules");
        int end = begin;
        while (text.startsWith("| ", end)) {
            end = text.indexOf('\n', end) + 1;
        }
        String rules = table(contract);
        if (WRITE) {
            Files.writeString(file, text.substring(0, begin) + rules + text.substring(end));
            return;
        }
        assertEquals(rules, text.substring(begin, end),
                file + " does not have the rules of " + contract.getSimpleName());
    }

    private static String table(Class<?> contract) {
        StringBuilder table = new StringBuilder();
        Set<String> numbers = new TreeSet<>();
        for (String rule : rules(contract)) {
            assertTrue(rule.matches("[A-Z]\\d\\d .*"), () -> "a rule has a number: " + rule);
            assertTrue(numbers.add(rule.substring(0, 3)), () -> "the number is there twice: " + rule);
            table.append("| ").append(rule, 0, 3).append(" | ").append(rule.substring(4)).append(" |\n");
        }
        return table.toString();
    }

    private static List<String> rules(Class<?> contract) {
        Stream<Method> methods = Stream.concat(Arrays.stream(contract.getDeclaredMethods()),
                Arrays.stream(contract.getInterfaces()).flatMap(group -> Arrays.stream(group.getDeclaredMethods())));
        return methods.filter(method -> method.isAnnotationPresent(Test.class)).map(method -> {
            DisplayName name = method.getAnnotation(DisplayName.class);
            return name == null ? method.getName() : name.value();
        }).sorted().toList();
    }
}
