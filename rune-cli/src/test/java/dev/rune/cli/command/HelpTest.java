package dev.rune.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * The help and the reference are kept as files, so that a change of either is seen. {@code mvn test -Drune.golden=write}
 * writes them anew.
 */
class HelpTest {
    private static final boolean WRITE = "write".equals(System.getProperty("rune.golden"));
    private static final Path GOLDEN = Path.of("src/test/resources/help");
    private static final Path REFERENCE = Path.of("../docs/commands.md");

    static List<String> commandLines() {
        List<String> lines = new java.util.ArrayList<>(List.of("rune"));
        for (CommandLine command : Rune.wholeModel().subcommands().values().stream().distinct().toList()) {
            lines.add("rune " + command.getCommandName());
            command.getSubcommands().values().stream().distinct().forEach(nested -> lines.add(
                    "rune " + command.getCommandName() + " " + nested.getCommandName()));
        }
        return lines;
    }

    @ParameterizedTest
    @MethodSource("commandLines")
    void ofEachCommandIsAsItIsKept(String commandLine) throws IOException {
        String[] words = (commandLine.substring("rune".length()) + " --help").strip().split(" ");
        CommandLineRun.Result result = CommandLineRun.alone().run(words);
        assertEquals(0, result.code());
        isAsKept(GOLDEN.resolve(commandLine.replace(' ', '-') + ".txt"), result.out());
    }

    @Test
    void theReferenceIsMadeFromTheCommands() throws IOException {
        isAsKept(REFERENCE, CommandReference.markdown(Rune.wholeModel()));
    }

    @Test
    void helpIsAlsoACommand() {
        assertEquals(CommandLineRun.alone().run("get", "--help"), CommandLineRun.alone().run("help", "get"));
    }

    @Test
    void withoutACommandTheHelpIsNoData() {
        CommandLineRun.Result result = CommandLineRun.alone().run();
        assertEquals(2, result.code());
        assertEquals("", result.out());
        assertTrue(result.err().startsWith("Usage: rune"), result.err());
    }

    @Test
    void everyCommandAndOptionSaysWhatItIsFor() {
        for (CommandLine command : Rune.wholeModel().subcommands().values()) {
            assertTrue(command.getCommandSpec().usageMessage().description().length > 0, command.getCommandName());
            command.getCommandSpec().options()
                    .forEach(option -> assertTrue(option.description()[0].endsWith("."), option.longestName()));
        }
    }

    private static void isAsKept(Path file, String now) throws IOException {
        if (WRITE) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, now);
        }
        assertEquals(Files.readString(file), now,
                file + " is out of date; 'mvn test -pl rune-cli -Drune.golden=write' writes it anew");
    }
}
