package dev.rune.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** New projects of plugins; that they can be built and used is shown by the tests of the distribution. */
class PluginsInitTest {
    @TempDir
    Path directory;

    private CommandLineRun.Result init(String... words) {
        return CommandLineRun.alone().run(Stream.concat(Stream.of("plugins", "init"), Stream.of(words))
                .toArray(String[]::new));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).map(directory::relativize).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"runner", "probe", "exposure", "mount"})
    void everyPlaceOfATemplateIsFilled(String kind) throws IOException {
        CommandLineRun.Result result = init("two-words", "--kind", kind, "--directory", directory.toString());
        assertEquals(0, result.code(), result.err());
        assertEquals(files().stream().map(file -> directory.resolve(file).toString()).sorted().toList(),
                result.out().lines().sorted().toList());
        for (Path file : files()) {
            String text = Files.readString(directory.resolve(file));
            assertFalse(text.matches("(?s).*@(name|Name|package|version|home|dependencies)@.*"), file + "\n" + text);
        }
        assertTrue(files().contains(Path.of("src/main/java/com/example/twowords/TwoWordsProvider.java")));
        assertEquals("id=two-words\nversion=${project.version}\nmodule=com.example.twowords\napi=0.1\n",
                Files.readString(directory.resolve("src/main/plugin/plugin.properties")));
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Files.writeString(directory.resolve("mine"), "precious");
        CommandLineRun.Result result = init("echo", "--kind", "probe", "--directory", directory.toString());
        assertEquals(5, result.code());
        assertTrue(result.err().startsWith("error: " + directory + " is there already; nothing was written"),
                result.err());
        assertEquals(List.of(Path.of("mine")), files());
    }

    @Test
    void wordsThatCannotBeAreRefusedBeforeAnythingIsWritten() throws IOException {
        String where = directory.resolve("new").toString();
        assertUsage("'Big' is no name for a plugin", init("Big", "--kind", "probe", "--directory", where));
        assertUsage("--kind 'runer' is not one of runner, probe, exposure, mount; did you mean 'runner'?",
                init("big", "--kind", "runer", "--directory", where));
        assertUsage("--package 'Com.x' is no package", init("big", "--kind", "probe", "--package", "Com.x",
                "--directory", where));
        assertUsage("--kind is missing", init("big"));
        assertEquals(List.of(), files());
    }

    private static void assertUsage(String message, CommandLineRun.Result result) {
        assertEquals(2, result.code());
        assertTrue(result.err().startsWith("error: " + message), result.err());
    }

    @Test
    void aWordAfterPluginsMustBeOneOfItsOwn() {
        CommandLineRun.Result result = CommandLineRun.alone().run("plugins", "chek");
        assertEquals(2, result.code());
        assertTrue(result.err().startsWith("error: rune plugins has no command 'chek'; did you mean 'check'?"),
                result.err());
    }
}
