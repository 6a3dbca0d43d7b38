package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The page on the front door")
class ExposurePageTest {
    private static final Path PAGE = Path.of("..", "docs", "exposure.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)([^\n]*)\n\n```(\\w+)\n(.*?)^```$");
    private static final Pattern FILE = Pattern.compile("in a file `([^`]+)`");

    /** These only look, so that what they show may need a moment to be as it is shown. */
    private static final Pattern LOOKS = Pattern.compile("(rune get|curl) .*");

    @TempDir
    Path directory;

    @Test
    @DisplayName("shows what happens: every block of it is written or typed, in its order")
    void everyBlockDoesWhatIsShown() throws IOException {
        var page = Files.readString(PAGE).replace("127.0.0.1:8080", "127.0.0.1:" + Runed.freePort())
                .replace("127.0.0.1:8443", "127.0.0.1:" + Runed.freePort());
        var http = port(page, "httpAddr");
        var https = port(page, "httpsAddr");
        page = page.replace("localhost:8080", "localhost:" + http).replace("localhost:8443", "localhost:" + https);
        var typed = 0;
        Runed runed = null;
        try (var terminal = new Terminal(directory, Map.of("RUNE_DATA_DIR", directory.resolve("data").toString(),
                "PATH", Distribution.HOME.resolve("bin") + ":/usr/local/bin:/usr/bin:/bin"))) {
            var blocks = BLOCK.matcher(page);
            while (blocks.find()) {
                var file = FILE.matcher(blocks.group(1));
                if (blocks.group(2).equals("yaml") && file.find()) {
                    Files.writeString(directory.resolve(file.group(1)), blocks.group(3));
                }
                for (var line : blocks.group(2).equals("console") ? Typed.in(blocks.group(3)) : List.<Typed>of()) {
                    typed++;
                    if (line.command().startsWith("runed ")) {
                        runed = Runed.start(directory, "--config",
                                directory.resolve(line.command().split(" ")[2]).toString());
                    } else if (!LOOKS.matcher(line.command()).matches()) {
                        assertEquals(essence(line.expected()), essence(terminal.type(line.command())), line.command());
                    } else {
                        Await.until("'" + line.command() + "' shows " + line.expected(),
                                () -> essence(terminal.type(line.command())),
                                seen -> seen.equals(essence(line.expected())));
                    }
                }
            }
        } finally {
            if (runed != null) {
                runed.close();
            }
        }
        assertTrue(typed > 10, "the page shows a session of " + typed + " commands");
    }

    private static String port(String page, String key) {
        var found = Pattern.compile(key + ": 127\\.0\\.0\\.1:(\\d+)").matcher(page);
        assertTrue(found.find());
        return found.group(1);
    }

    /** The lines without what is different each time. */
    private static List<String> essence(List<String> lines) {
        return lines.stream().filter(line -> !line.matches("hello: (\\d/\\d|instance) .*"))
                .map(line -> line.replaceAll("\\S*/bin/\\.\\./bin/runed|/\\S*/bin/runed", "RUNED")
                        .replaceAll("\\S*/runefile.yaml", "runefile.yaml")
                        .replaceAll("\\b\\d+(\\.\\d+)?(ms|µs|s)\\b", "TIME")
                        .replaceAll("\\s+", " ").strip())
                .toList();
    }
}
