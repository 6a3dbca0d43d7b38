package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README shows of a session at a terminal is what happens: every command of it is typed, in its order. */
class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)([^\n]*)\n\n```(\\w+)\n(.*?)^```$");
    private static final Pattern FILE = Pattern.compile("in a file `([^`]+)`");
    /** These only look, so that what they show may need a moment to be as it is shown. */
    private static final Pattern LOOKS = Pattern.compile("rune (get|logs|status|events|health) .*|rune status");

    @TempDir
    Path directory;

    @Test
    void everyCommandDoesWhatIsShown() throws IOException {
        Files.createDirectory(directory.resolve("plugins-dist"));
        Files.createDirectory(directory.resolve("plugins-dist/target"));
        Files.createSymbolicLink(directory.resolve("plugins-dist/target/rune"), Distribution.HOME);
        var typed = 0;
        try (var runed = Runed.start(directory);
                var terminal = new Terminal(directory, Map.of("RUNE_DATA_DIR", runed.data().toString()))) {
            var blocks = BLOCK.matcher(Files.readString(README));
            while (blocks.find()) {
                var file = FILE.matcher(blocks.group(1));
                if (blocks.group(2).equals("yaml") && file.find()) {
                    Files.writeString(directory.resolve(file.group(1)), blocks.group(3));
                } else if (blocks.group(2).equals("console")) {
                    for (var line : Typed.in(blocks.group(3))) {
                        check(line, runed, terminal);
                        typed++;
                    }
                }
            }
        }
        assertTrue(typed > 10, "README shows a session of " + typed + " commands");
    }

    private static void check(Typed typed, Runed runed, Terminal terminal) {
        var expected = essence(typed.expected());
        if (typed.command().equals("runed")) {
            // It stays in the foreground: the one that runs already has said the same.
            assertEquals(expected, essence(Await.until("the first line",
                    () -> runed.output().lines().limit(1).toList(), lines -> !lines.isEmpty())));
        } else if (LOOKS.matcher(typed.command()).matches()) {
            Await.that("'" + typed.command() + "' shows what README shows",
                    () -> essence(terminal.type(typed.command())).equals(expected));
        } else {
            assertEquals(expected, essence(terminal.type(typed.command())), typed.command());
        }
    }

    /** The lines without what is different each time: ids, times, processes, who of two is first. */
    private static List<String> essence(List<String> lines) {
        return lines.stream().filter(line -> !line.matches("clock: [01]/2 ready")).map(ReadmeTest::essence).sorted()
                .toList();
    }

    private static String essence(String line) {
        return line.replaceAll("clock-[a-z0-9]{6}\\b", "clock-ID").replaceAll(" \\(pid \\d+\\)", "")
                .replaceAll("[A-Z][a-z]{2} [A-Z][a-z]{2} +\\d+ [0-9:]{8} [A-Z]+ \\d{4}", "DATE")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME").replaceAll("127\\.0\\.0\\.1:\\d+", "ADDRESS")
                .replaceAll("/home/ada/.local/state/rune|/\\S*/data\\b", "DATA")
                .replaceAll("on \\S+, pid \\d+, up \\w+", "on HOST, pid N, up AGE").replaceAll("\\b\\d{3,7}\\b", "N")
                .replaceAll("\\b(\\d+[hms])+\\b", "AGE").replaceAll("\\s+", " ");
    }
}
