package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The ten minutes of the page on the first runner: every block of it is written or typed, in its order. */
@ResourceLock(Stranger.REPOSITORY)
class FirstRunnerPageTest {
    private static final Path PAGE = Path.of("..", "docs", "plugins", "first-runner.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)([^\n]*)\n\n```(\\w+)\n(.*?)^```$");
    private static final Pattern FILE = Pattern.compile("in a file `([^`]+)`");
    private static final Pattern LAST_LINE = Pattern.compile("^`([^`]+)`, its last line of code:$");
    private static final Pattern BY_HAND = Pattern.compile("one class of (\\d+) lines and one line of its test");
    /** These only look, so that what they show may need a moment to be as it is shown. */
    private static final Pattern LOOKS = Pattern.compile("rune (get|logs|plugins)\\b.*|ps .*");
    private static final int MOST_LINES = 120;

    @TempDir
    Path directory;
    private Terminal terminal;
    private Runed runed;
    private String classByHand = "";

    @Test
    void everyBlockDoesWhatIsShown() throws IOException {
        var page = Files.readString(PAGE);
        var data = directory.resolve("data");
        terminal = new Terminal(directory, new Stranger().environment(Map.of("RUNE_DATA_DIR", data.toString())));
        try {
            var blocks = BLOCK.matcher(page);
            while (blocks.find()) {
                var file = FILE.matcher(blocks.group(1));
                var lastLine = LAST_LINE.matcher(blocks.group(1));
                if (blocks.group(2).equals("console")) {
                    for (var typed : Typed.in(blocks.group(3))) {
                        type(typed);
                    }
                } else if (lastLine.find()) {
                    replaceLastLineOfCode(project().resolve(lastLine.group(1)), blocks.group(3));
                } else if (file.find()) {
                    classByHand = blocks.group(2).equals("java") ? blocks.group(3) : classByHand;
                    Files.writeString(project().resolve(file.group(1)), blocks.group(3));
                }
            }
        } finally {
            terminal.close();
            if (runed != null) {
                runed.close();
            }
        }
        checkCounts(page);
    }

    private Path project() {
        return directory.resolve("nice");
    }

    private static void replaceLastLineOfCode(Path file, String line) throws IOException {
        var lines = new ArrayList<>(Files.readAllLines(file));
        var at = lines.size() - 1;
        while (!lines.get(at).strip().endsWith(";")) {
            at--;
        }
        lines.set(at, line.stripTrailing());
        Files.write(file, lines);
    }

    private void type(Typed typed) {
        if (typed.command().startsWith("runed ")) {
            var words = typed.command().split(" ");
            runed = Runed.start(directory, words[1], project().resolve(words[2]).toString());
        } else if (typed.command().equals("kill -9 $RUNED")) {
            daemonDiesAndComesBack();
        } else if (typed.command().equals("kill -9 $PID")) {
            instanceDiesAndComesBack(typed);
        } else if (typed.command().startsWith("mvn ")) {
            var said = terminal.type(typed.command());
            assertEquals(List.of("0"), terminal.type("echo $?"), () -> String.join("\n", said));
        } else if (LOOKS.matcher(typed.command()).matches()) {
            if (typed.command().contains("$PID")) {
                terminal.type("PID=" + runed.instances("digits").getFirst().pid().orElseThrow());
            }
            Await.until("'" + typed.command() + "' shows " + typed.expected(),
                    () -> essence(terminal.type(typed.command())), seen -> shows(typed, seen));
        } else {
            assertEquals(essence(typed.expected()), essence(terminal.type(typed.command())), typed.command());
        }
    }

    /** The page is about one plugin: what others the distribution has is not its matter. */
    private static boolean shows(Typed typed, List<String> seen) {
        var expected = essence(typed.expected());
        return typed.command().equals("rune plugins") ? seen.containsAll(expected) : seen.equals(expected);
    }

    private void instanceDiesAndComesBack(Typed typed) {
        var victim = runed.instances("digits").getFirst();
        terminal.type("PID=" + victim.pid().orElseThrow());
        terminal.type(typed.command());
        Await.that("another process in its place", () -> runed.instances("digits").stream().filter(Instance::ready)
                .filter(instance -> !instance.pid().equals(victim.pid())).count() == 2);
        assertTrue(runed.rune("events").done().out().contains("SIGKILL"), "its end was seen");
    }

    private void daemonDiesAndComesBack() {
        var before = pids();
        runed.kill9();
        for (var pid : before.values()) {
            assertTrue(ProcessHandle.of(pid).isPresent(), "an instance ended with the daemon");
        }
        runed.start();
        Await.that("the same instances", () -> pids().equals(before));
        for (var instance : before.keySet()) {
            var numbers = runed.rune("logs", instance, "--tail", "0").done().lines().stream()
                    .map(line -> Integer.parseInt(line.replaceAll(".*number ", ""))).toList();
            for (var at = 0; at < numbers.size(); at++) {
                assertEquals(at + 1, numbers.get(at), "no line of " + instance + " is missing: " + numbers);
            }
        }
    }

    /** The pid of each living instance, by its id. */
    private Map<String, Long> pids() {
        var pids = new TreeMap<String, Long>();
        runed.instances("digits").stream().filter(Instance::ready)
                .forEach(instance -> pids.put(instance.id(), instance.pid().orElseThrow()));
        return pids;
    }

    private void checkCounts(String page) {
        var lines = (int) classByHand.lines().count();
        System.out.println("written by hand: one class of " + lines + " lines, one line of its test");
        assertTrue(lines > 0 && lines <= MOST_LINES, "the class has " + lines + " lines");
        var told = BY_HAND.matcher(page);
        assertTrue(told.find(), "the page tells how much was written");
        assertEquals(told.group(1), Integer.toString(lines));
    }

    /** The lines without what is different each time: the state of an engine that may not be there, too. */
    private static List<String> essence(List<String> lines) {
        return lines.stream().filter(line -> !line.matches("digits: \\d/\\d ready|docker .*"))
                .map(line -> line.replaceAll("digits-[a-z0-9]{6}\\b", "digits-ID").replaceAll("\\b\\d{3,7}\\b", "N")
                        .replaceAll("number \\d+", "number N").replaceAll("\\b(\\d+[hms])+\\b", "AGE")
                        .replaceAll(" \\(pid \\d+\\)", "").replaceAll("\\s+", " ").strip())
                .sorted().toList();
    }
}
