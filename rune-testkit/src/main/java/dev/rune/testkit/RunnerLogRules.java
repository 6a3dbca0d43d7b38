package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spec.StopPolicy;
import dev.rune.kernel.spi.runner.Capability;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogLine.Stream;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules about what instances write. */
interface RunnerLogRules extends RunnerRules {
    /** Follows from the beginning. */
    LogQuery FOLLOW = new LogQuery(OptionalInt.empty(), Optional.empty(), Optional.empty(), true);

    @Test
    @DisplayName("R50 every line is kept, in order, also after the end")
    default void everyLineIsKeptInOrder() {
        if (!can(Capability.LOGS)) {
            return;
        }
        InstanceSpec spec = bench().started(Behaviour.program().then(new Step.PrintNumbered(2000)).exits(0));
        bench().awaitEnd(spec);
        assertEquals(RunnerRules.numbered(2000), bench().texts(spec));
        List<LogLine> lines = bench().lines(spec, LogQuery.all());
        ObservedInstance ended = bench().observed(spec);
        for (int at = 0; at < lines.size(); at++) {
            assertEquals(spec.id(), lines.get(at).instance());
            assertFalse(at > 0 && lines.get(at).at().isBefore(lines.get(at - 1).at()), "times run backwards at " + at);
        }
        assertFalse(lines.getFirst().at().isBefore(ended.startedAt().minusSeconds(1)), "written before the start");
    }

    @Test
    @DisplayName("R51 standard output and standard error are told apart")
    default void theStreamsAreToldApart() {
        if (!can(Capability.LOGS)) {
            return;
        }
        Duration aMoment = Duration.ofMillis(100);
        InstanceSpec spec = bench().started(Behaviour.program().prints("out 1").pauses(aMoment).printsError("err 1")
                .pauses(aMoment).prints("out 2").pauses(aMoment).printsError("err 2").exits(0));
        bench().awaitEnd(spec);
        List<LogLine> lines = bench().lines(spec, LogQuery.all());
        assertEquals(List.of("out 1", "err 1", "out 2", "err 2"), lines.stream().map(LogLine::text).toList());
        assertEquals(List.of(Stream.STDOUT, Stream.STDERR, Stream.STDOUT, Stream.STDERR),
                lines.stream().map(LogLine::stream).toList());
    }

    @Test
    @DisplayName("R52 empty lines, odd characters, a long line and a last line without its end are kept as they are")
    default void oddLinesAreKept() {
        if (!can(Capability.LOGS)) {
            return;
        }
        List<String> odd = List.of("", "  leading and trailing  ", "tab\there", "größer → 大きい", "{\"json\": \"yes\"}",
                "",
                "y".repeat(5000));
        Behaviour.Program program = Behaviour.program();
        for (String line : odd) {
            program = program.prints(line);
        }
        InstanceSpec spec = bench().started(program.then(new Step.PrintOpen("no end")).exits(0));
        bench().awaitEnd(spec);
        List<String> expected = new ArrayList<>(odd);
        expected.add("no end");
        assertEquals(expected, bench().texts(spec));
    }

    @Test
    @DisplayName("R53 tail gives the last lines: as many as asked for, none, or all there are")
    default void tailGivesTheLastLines() {
        if (!can(Capability.LOGS)) {
            return;
        }
        InstanceSpec spec = bench().started(Behaviour.program().then(new Step.PrintNumbered(50)).exits(0));
        bench().awaitEnd(spec);
        List<String> all = RunnerRules.numbered(50);
        for (int wanted : new int[]{0, 1, 7, 50, 1000}) {
            List<String> got = bench().lines(spec, LogQuery.last(wanted)).stream().map(LogLine::text).toList();
            assertEquals(all.subList(Math.max(0, 50 - wanted), 50), got, () -> "last " + wanted);
        }
    }

    @Test
    @DisplayName("R54 since gives the lines of that time and later, until those before it")
    default void sinceAndUntilDivideTheLines() {
        if (!can(Capability.LOGS)) {
            return;
        }
        Duration aMoment = Duration.ofMillis(150);
        InstanceSpec spec = bench().started(Behaviour.program().prints("a").pauses(aMoment).prints("b").pauses(aMoment)
                .prints("c").pauses(aMoment).prints("d").exits(0));
        bench().awaitEnd(spec);
        List<LogLine> lines = bench().lines(spec, LogQuery.all());
        assertEquals(List.of("a", "b", "c", "d"), lines.stream().map(LogLine::text).toList());
        Instant b = lines.get(1).at();
        Instant d = lines.get(3).at();
        assertEquals(List.of("b", "c", "d"), selected(spec, Optional.of(b), Optional.empty()));
        assertEquals(List.of("a", "b", "c"), selected(spec, Optional.empty(), Optional.of(d)));
        assertEquals(List.of("b", "c"), selected(spec, Optional.of(b), Optional.of(d)));
        assertEquals(List.of(), selected(spec, Optional.of(d.plusSeconds(60)), Optional.empty()));
    }

    private List<String> selected(InstanceSpec spec, Optional<Instant> since, Optional<Instant> until) {
        return bench().lines(spec, new LogQuery(OptionalInt.empty(), since, until, false)).stream().map(LogLine::text)
                .toList();
    }

    @Test
    @DisplayName("R55 following gives what is there, then each line as it is written, and ends with the instance")
    default void followingEndsWithTheInstance() throws InterruptedException {
        if (!can(Capability.LOGS)) {
            return;
        }
        InstanceSpec spec = bench().started(Behaviour.program().prints("first")
                .endsOn(Signal.SIGTERM, 0).prints("up").runsForEver());
        bench().awaitLine(spec, "up");
        try (LogReader reader = bench().runner().logs(spec.id(), FOLLOW)) {
            assertEquals("first", reader.next().orElseThrow().text());
            assertEquals("up", reader.next().orElseThrow().text());
            AtomicReference<Object> next = new AtomicReference<>("blocks");
            Thread waiting = nextOf(reader, next);
            bench().runner().stop(spec.id(), new StopPolicy(Signal.SIGTERM,
                    Duration.ofMinutes(10)));
            assertTrue(waiting.join(bench().patience()), "following does not end with the instance");
            assertEquals(Optional.empty(), next.get());
            assertEquals(Optional.empty(), reader.next());
        }
    }

    @Test
    @DisplayName("R56 following misses no line of an instance that writes meanwhile")
    default void followingMissesNothing() throws InterruptedException {
        if (!can(Capability.LOGS)) {
            return;
        }
        InstanceSpec spec = bench().started(Behaviour.program().then(new Step.PrintNumbered(500))
                .pauses(Duration.ofMillis(200)).prints("then").pauses(Duration.ofMillis(200)).prints("last").exits(0));
        List<String> expected = new ArrayList<>(RunnerRules.numbered(500));
        expected.addAll(List.of("then", "last"));
        List<String> got = new ArrayList<>();
        try (LogReader reader = bench().runner().logs(spec.id(), FOLLOW)) {
            for (Optional<LogLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                got.add(line.get().text());
            }
        }
        assertEquals(expected, got);
    }

    @Test
    @DisplayName("R57 following with tail begins with the last lines; following what has ended ends")
    default void followingBeginsWithTheTail() throws InterruptedException {
        if (!can(Capability.LOGS)) {
            return;
        }
        InstanceSpec spec = bench().started(Behaviour.program().then(new Step.PrintNumbered(20)).exits(0));
        bench().awaitEnd(spec);
        LogQuery query = new LogQuery(OptionalInt.of(2), Optional.empty(), Optional.empty(), true);
        try (LogReader reader = bench().runner().logs(spec.id(), query)) {
            assertEquals("line 19", reader.next().orElseThrow().text());
            assertEquals("line 20", reader.next().orElseThrow().text());
            AtomicReference<Object> next = new AtomicReference<>("blocks");
            assertTrue(nextOf(reader, next).join(bench().patience()), "following one that has ended does not end");
            assertEquals(Optional.empty(), next.get());
        }
    }

    @Test
    @DisplayName("R58 closing a reader from another thread ends it, and the instance goes on")
    default void closingEndsAReader() throws InterruptedException {
        if (!can(Capability.LOGS)) {
            return;
        }
        InstanceSpec spec = startedAndSaid(Behaviour.program().prints("up").runsForEver(), "up");
        LogReader reader = bench().runner().logs(spec.id(), FOLLOW);
        assertEquals("up", reader.next().orElseThrow().text());
        AtomicReference<Object> next = new AtomicReference<>("blocks");
        Thread waiting = nextOf(reader, next);
        reader.close();
        assertTrue(waiting.join(bench().patience()), "close does not end a reader that waits");
        assertEquals(Optional.empty(), next.get());
        assertTrue(bench().observed(spec).alive(), "ended with its reader");
    }

    private static Thread nextOf(LogReader reader, AtomicReference<Object> result) {
        return Thread.ofVirtual().start(() -> {
            try {
                result.set(reader.next());
            } catch (InterruptedException | RuntimeException failure) {
                result.set(failure);
            }
        });
    }

    @Test
    @DisplayName("R59 a new runner has the lines from before it, and those written while there was none")
    default void logsSurviveTheRunner() {
        if (!can(Capability.LOGS)) {
            return;
        }
        InstanceSpec spec = startedAndSaid(
                Behaviour.program().prints("before").pauses(Duration.ofMillis(500)).prints("between").exits(0),
                "before");
        InstanceSpec lives = startedAndSaid(Behaviour.program().prints("before").pauses(Duration.ofMillis(500))
                .prints("later").runsForEver(), "before");
        bench().shut();
        Await.until("it has ended", bench().patience(), () -> bench().living(spec).isEmpty());
        bench().renew();
        bench().awaitEnd(spec);
        assertEquals(List.of("before", "between"), bench().texts(spec));
        bench().awaitLine(lives, "later");
        assertEquals(List.of("before", "later"), bench().texts(lives));
    }

    @Test
    @DisplayName("R60 an instance that writes much is not held up by nobody reading")
    default void nobodyReadingHoldsNobodyUp() {
        if (!can(Capability.LOGS)) {
            return;
        }
        InstanceSpec spec = bench().started(Behaviour.program().then(new Step.PrintNumbered(100_000)).exits(31));
        assertEquals(Exit.code(31), bench().awaitEnd(spec).exit().orElseThrow());
        assertEquals(List.of("line 99999", "line 100000"),
                bench().lines(spec, LogQuery.last(2)).stream().map(LogLine::text).toList());
    }

    @Test
    @DisplayName("R61 the logs of an instance that is not known are refused as NOT_FOUND")
    default void logsOfTheUnknownAreRefused() {
        if (!can(Capability.LOGS)) {
            return;
        }
        InstanceSpec never = bench().spec(Behaviour.program());
        RunnerBench.refused(Set.of(ProblemCode.NOT_FOUND), () -> bench().lines(never, LogQuery.all()));
        InstanceSpec here = bench().started(Behaviour.program().exits(0));
        RunnerBench.refused(Set.of(ProblemCode.NOT_FOUND),
                () -> bench().runner().logs(new InstanceId("elsewhere", here.id().name()), LogQuery.all()).close());
    }
}
