package dev.rune.plugin.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.InstanceId;
import dev.rune.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What instances write is kept, bounded and dated")
class LogsTest {
    private static final long BOUND = 1 << 20;
    private static final String NUMBERS = "i=0; while [ $i -lt 150000 ]; do i=$((i+1)); echo \"line $i of many\"; done; ";

    private Bench bench;

    @BeforeEach
    void open(@TempDir Path state) {
        bench = new Bench(state, BOUND);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static long blocks(Path file) {
        try {
            Process du = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
            return Long.parseLong(
                    new String(du.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                            .strip())
                    * 512;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    @DisplayName("a log is shortened at its beginning while it is written: the end is whole, and the writer is not disturbed")
    void theBeginningIsGivenBack() {
        InstanceId id = bench.start(Bench.shell(NUMBERS + "echo last"));
        assertTrue(bench.awaitEnd(id).exit().orElseThrow().success());
        Path log = bench.folder(id).resolve("out.log");
        Await.until("the log is shortened", Bench.PATIENCE, () -> blocks(log) <= BOUND + (BOUND / 4));
        List<String> kept = bench.texts(id);
        assertEquals("last", kept.getLast());
        int first = Integer.parseInt(kept.getFirst().split(" ")[1]);
        assertTrue(first > 1, "nothing was given back");
        assertEquals(IntStream.rangeClosed(first, 150_000).mapToObj(n -> "line " + n + " of many").toList(),
                kept.subList(0, kept.size() - 1));
        assertEquals(kept.subList(kept.size() - 5, kept.size()),
                bench.lines(id, LogQuery.last(5)).stream().map(LogLine::text).toList());
        bench.restart();
        assertEquals(kept, bench.texts(id));
    }

    @Test
    @DisplayName("the bound is for a service: a new instance takes from what older ones have written")
    void theBoundIsForAService() {
        InstanceId first = bench.start(Bench.shell(NUMBERS));
        bench.awaitEnd(first);
        InstanceId second = bench.start(Bench.shell(NUMBERS));
        bench.awaitEnd(second);
        Await.until("both together are bounded", Bench.PATIENCE, () -> blocks(bench.folder(first).resolve("out.log"))
                + blocks(bench.folder(second).resolve("out.log")) <= BOUND + BOUND / 4);
        assertEquals("line 150000 of many", bench.texts(second).getLast());
        assertEquals("line 150000 of many", bench.texts(first).getLast());
    }

    @Test
    @DisplayName("a follower misses nothing of what is written while it keeps up, both streams included")
    void followingKeepsUp() throws InterruptedException {
        InstanceId id = bench.start(
                Bench.shell("i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo $i; echo e$i >&2; done; printf end"));
        List<String> out = new ArrayList<>();
        List<String> err = new ArrayList<>();
        try (LogReader reader = bench.runner().logs(id, Bench.follow())) {
            for (Optional<LogLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                (line.get().stream() == LogLine.Stream.STDOUT ? out : err).add(line.get().text());
            }
        }
        List<String> expected = new ArrayList<>(IntStream.rangeClosed(1, 2000).mapToObj(Integer::toString).toList());
        assertEquals(expected.stream().map(n -> "e" + n).toList(), err);
        expected.add("end");
        assertEquals(expected, out);
    }

    @Test
    @DisplayName("lines are dated when they were written, with pauses between them, also while no daemon was there")
    void linesAreDated() {
        InstanceId id = bench
                .start(Bench.shell("echo one; sleep 1; echo two; sleep 1.5; echo three; sleep 1; echo four"));
        bench.awaitLine(id, "two");
        bench.runner().close();
        Bench.awaitDeath(bench.record(id).shim().pid());
        bench.restart();
        ObservedInstance ended = bench.awaitEnd(id);
        List<LogLine> lines = bench.lines(id, LogQuery.all());
        assertEquals(List.of("one", "two", "three", "four"), lines.stream().map(LogLine::text).toList());
        Instant start = ended.startedAt();
        assertTrue(lines.get(0).at().isBefore(start.plusMillis(900)),
                () -> "one at " + lines.get(0).at() + ", start " + start);
        assertTrue(!lines.get(1).at().isBefore(start.plusMillis(900)),
                () -> "two at " + lines.get(1).at() + ", start " + start);
        assertTrue(!lines.get(2).at().isBefore(lines.get(1).at()), "three before two");
        assertTrue(!lines.get(3).at().isBefore(start.plusMillis(3400)), () -> "four at " + lines.get(3).at());
        assertTrue(!lines.get(3).at().isAfter(ended.finishedAt().orElseThrow()), "four after the end");
    }

    @Test
    @DisplayName("the tail, since and until work together")
    void tailWithTimes() {
        InstanceId id = bench
                .start(Bench.shell("echo a; sleep 0.7; echo b; echo B >&2; sleep 0.7; echo c; sleep 0.7; echo d"));
        bench.awaitEnd(id);
        List<LogLine> all = bench.lines(id, LogQuery.all());
        Instant c = all.get(3).at();
        assertEquals(List.of("c", "d"), texts(id, OptionalInt.empty(), Optional.of(c), Optional.empty()));
        assertEquals(List.of("d"), texts(id, OptionalInt.of(1), Optional.of(c), Optional.empty()));
        assertEquals(3, texts(id, OptionalInt.empty(), Optional.empty(), Optional.of(c)).size());
        assertEquals(1, texts(id, OptionalInt.of(1), Optional.empty(), Optional.of(c)).size());
    }

    private List<String> texts(InstanceId id, OptionalInt tail, Optional<Instant> since, Optional<Instant> until) {
        return bench.lines(id, new LogQuery(tail, since, until, false)).stream().map(LogLine::text).toList();
    }

    @Test
    @DisplayName("odd bytes are replaced, long lines are cut into pieces, an emptied log goes on")
    void oddities() {
        InstanceId odd = bench
                .start(Bench.shell("printf 'a\\377b\\n'; head -c 200000 /dev/zero | tr '\\0' y; echo; echo end"));
        bench.awaitEnd(odd);
        List<String> lines = bench.texts(odd);
        assertEquals("a\ufffdb", lines.getFirst());
        assertEquals(List.of(65_536, 65_536, 65_536, 3_392), lines.subList(1, 5).stream().map(String::length).toList());
        assertEquals("end", lines.get(5));
        assertEquals(List.of("y".repeat(3_392), "end"),
                bench.lines(odd, LogQuery.last(2)).stream().map(LogLine::text).toList());
        InstanceId emptied = bench.start(Bench.shell("echo before; sleep 0.3; echo after >/dev/stdout; echo more"));
        bench.awaitEnd(emptied);
        assertEquals(List.of("after", "more"), bench.texts(emptied));
    }

    @Test
    @DisplayName("logs go with their instance")
    void logsGo() {
        InstanceId id = bench.start(Bench.shell("echo x"));
        bench.awaitEnd(id);
        bench.runner().remove(id);
        assertFalse(Files.exists(bench.folder(id)));
    }
}
