package dev.rune.cli.term;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rune.cli.exit.Failure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TermTest {
    @Property
    void timestampsAreReadAsTheJdkReadsThem(
            @ForAll @LongRange(min = -2_000_000_000_000L, max = 100_000_000_000_000L) long millis) {
        assertEquals(millis, Times.epochMillis(Instant.ofEpochMilli(millis).toString()));
    }

    @Property
    void fractionsBelowAMillisecondAreCutOff(@ForAll @LongRange(min = 0, max = 4_000_000_000L) long seconds,
            @ForAll @LongRange(min = 1, max = 999_999_999) long nanos) {
        Instant instant = Instant.ofEpochSecond(seconds, nanos);
        assertEquals(instant.truncatedTo(ChronoUnit.MILLIS).toEpochMilli(), Times.epochMillis(instant.toString()));
    }

    @Nested
    class Ages {
        @ParameterizedTest
        @CsvSource({"2026-01-02T00:00:00Z, 2d", "2026-01-03T21:00:01Z, 2h", "2026-01-03T23:55:00Z, 5m",
                "2026-01-03T23:59:50Z, 10s",
                "2026-01-04T00:00:01Z, 0s", "'', -", "yesterday, -", "2026-01-04 00:00:00Zxx, -"})
        void areToldInTheLargestUnitThatFits(String timestamp, String age) {
            assertEquals(age, Times.age(timestamp, Instant.parse("2026-01-04T00:00:00Z").toEpochMilli()));
        }
    }

    @Nested
    class Durations {
        @ParameterizedTest
        @CsvSource({"5m, 300000", "90s, 90000", "1h30m, 5400000", "250ms, 250", "2d, 172800000", "0s, 0"})
        void areRead(String text, long millis) {
            assertEquals(Duration.ofMillis(millis), Times.duration("--timeout", text));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "5", "m", "5 m", "-5s", "5x", "99999999999s", "1.5h"})
        void areRefusedWithAnExample(String text) {
            Failure failure = assertThrows(Failure.class, () -> Times.duration("--timeout", text));
            assertEquals("--timeout '" + text + "' is no duration; write it like 90s, 5m, 1h30m or 250ms",
                    failure.getMessage());
        }
    }

    @Nested
    class NearestWords {
        @ParameterizedTest
        @CsvSource({"gte, get", "logz, logs", "sclae, scale", "statsu, status", "helth, health", "xyz, ",
                "deleteservice, "})
        void areFound(String typed, String word) {
            assertEquals(Optional.ofNullable(word),
                    Nearest.of(typed, List.of("get", "logs", "scale", "status", "health", "delete")));
        }
    }

    @Nested
    class Tables {
        @Test
        void haveThreeSpacesBetweenTheirColumnsAndNoneAtTheEnd() {
            Table table = new Table("NAME", "STATUS", "MESSAGE");
            table.row("a", "Running", "");
            table.row("longer-name", "", "why");
            assertEquals(
                    List.of("NAME          STATUS    MESSAGE", "a             Running", "longer-name   -         why"),
                    table.lines(Colours.NONE));
        }

        @Test
        void haveOneLineForEachRow() {
            Table table = new Table("NAME", "MESSAGE");
            table.row("a\r\nb", "exit code 3; last output:\n    no database\n    bye\n");
            table.row("c", "\n\nd\n");
            assertEquals(List.of("NAME   MESSAGE", "a …    exit code 3; last output: …", "c      d"),
                    table.lines(Colours.NONE));
        }

        @Test
        void areAlignedInColoursToo() {
            Table table = new Table("STATUS", "X");
            table.row("Failed", "1");
            assertEquals("\u001b[31mFailed\u001b[0m   1", table.lines(Colours.ANSI).get(1));
        }
    }

    @Nested
    class LiveBlocks {
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();

        @Test
        void areDrawnAnewInTheSamePlaceWithOtherLinesAbove() {
            LiveBlock block = new LiveBlock(console(true));
            block.show(List.of("one", "two"));
            block.print(List.of("said"));
            block.show(List.of("three"));
            block.show(List.of("three"));
            String up = "\u001b[A\u001b[2K";
            assertEquals("one\ntwo\n" + up + up + "said\none\ntwo\n" + up + up + "three\n",
                    err.toString(StandardCharsets.UTF_8));
        }

        @Test
        void areNotThereWithoutATerminal() {
            LiveBlock block = new LiveBlock(console(false));
            block.show(List.of("one"));
            block.print(List.of("said"));
            assertEquals("said\n", err.toString(StandardCharsets.UTF_8));
        }

        private Console console(boolean terminal) {
            PrintStream print = new PrintStream(err, true, StandardCharsets.UTF_8);
            return new Console(new ByteArrayInputStream(new byte[0]), print, print, false, false, terminal,
                    Colours.NONE);
        }
    }

    @Nested
    class Logs {
        @Test
        void areReadLineByLineHoweverTheyArrive() throws IOException {
            String text = "{\"line\":\"a\"}\n\nnonsense\n{\"line\":\"" + "x".repeat(100_000)
                    + "\"}\n{\"line\":\"unfinished";
            LogLines lines = new LogLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
                @Override
                public synchronized int read(byte[] into, int offset, int length) {
                    return super.read(into, offset, Math.min(length, 7));
                }
            });
            assertEquals("a", lines.next().text("line"));
            assertEquals(100_000, lines.next().text("line").length());
            assertEquals(false, lines.next().present());
        }
    }
}
