package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.host.LogSelection;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.KernelHarness;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What instances write, and commands beside them")
class LogsTest extends KernelTest {
    private static final LogQuery FOLLOW = new LogQuery(OptionalInt.empty(), Optional.empty(), Optional.empty(), true);

    private LogReader logs(String name, LogQuery query) {
        return harness.kernel().logs("default", name, new LogSelection(query, false));
    }

    private List<String> texts(String name, LogQuery query) {
        return harness.read(logs(name, query), seconds(1)).stream().map(LogLine::text).toList();
    }

    @Test
    @DisplayName("is merged by time over the instances of a service")
    void merged() {
        Behaviour two = Behaviour.program().prints("one").pauses(seconds(10)).prints("two").runsForEver();
        harness.castAndAwait(service("api").does(two));
        harness.advance(seconds(3));
        harness.scale("api", 2);
        harness.advance(seconds(30));
        List<LogLine> lines = harness.read(logs("api", LogQuery.all()), seconds(1));
        assertEquals(List.of("one", "one", "two", "two"), lines.stream().map(LogLine::text).toList());
        var first = lines.getFirst().instance();
        var second = lines.get(1).instance();
        assertEquals(List.of(first, second, first, second), lines.stream().map(LogLine::instance).toList());
    }

    @Test
    @DisplayName("has a tail that counts over all instances together")
    void tailOverAll() {
        harness.castAndAwait(service("api").scale(3)
                .does(Behaviour.program().prints("a").pauses(seconds(1)).prints("b").runsForEver()));
        harness.advance(seconds(5));
        assertEquals(List.of("a", "b", "b", "b"), texts("api", LogQuery.last(4)));
    }

    @Test
    @DisplayName("can be read of one instance alone, also of one that has ended")
    void ofOneInstance() {
        harness.castAndAwait(service("api").scale(2).does(Behaviour.program().prints("hello").runsForEver()));
        String name = ids("api").getFirst().name();
        assertEquals(List.of("hello"), texts(name, LogQuery.all()));
        harness.host().end(ids("api").getFirst(), Exit.code(1));
        harness.advance(seconds(5));
        assertEquals(List.of("hello"), texts(name, LogQuery.all()));
    }

    @Test
    @DisplayName("of the predecessors is what the ended one in each place wrote")
    void previous() {
        harness.castAndAwait(service("api").does(Behaviour.program().printsVariable("RUNE_INSTANCE_ID").runsForEver()));
        String before = only("api").name();
        harness.host().end(only("api"), Exit.code(1));
        harness.advance(seconds(5));
        String now = only("api").name();
        assertEquals(List.of(now), texts("api", LogQuery.all()));
        assertEquals(List.of(before), harness
                .read(harness.kernel().logs("default", "api", new LogSelection(LogQuery.all(), true)), seconds(1))
                .stream()
                .map(LogLine::text).toList());
    }

    @Test
    @DisplayName("is followed over replacements until the service is deleted")
    void followed() throws InterruptedException {
        harness.castAndAwait(service("api").does(Behaviour.program().printsVariable("VERSION").runsForEver())
                .env("VERSION", "first"));
        LogReader reader = logs("api", FOLLOW);
        harness.cast(service("api").does(Behaviour.program().printsVariable("VERSION").runsForEver())
                .env("VERSION", "second"));
        harness.advance(seconds(20));
        harness.host().end(only("api"), Exit.code(1));
        harness.advance(seconds(20));
        harness.kernel().delete(KernelHarness.ref("api"), false, false);
        assertEquals(List.of("first", "second", "second"),
                harness.read(reader, seconds(60)).stream().map(LogLine::text).toList());
    }

    @Test
    @DisplayName("of what is not there is NOT_FOUND")
    void notFound() {
        for (Runnable asks : List.<Runnable>of(() -> logs("nobody", LogQuery.all()),
                () -> harness.kernel().logs("nowhere", "api", new LogSelection(LogQuery.all(), false)),
                () -> harness.kernel().exec("default", "nobody", command("fake")))) {
            ProblemException refused = assertThrows(ProblemException.class, asks::run);
            assertEquals(ProblemCode.NOT_FOUND, refused.problem().code());
        }
    }

    private static ExecRequest command(String... words) {
        return new ExecRequest(List.of(words), Map.of(), Optional.empty(), Optional.empty());
    }

    @Test
    @DisplayName("beside a service means beside its oldest ready instance; beside what has none ready is refused")
    void execBesideTheOldest() throws Exception {
        harness.castAndAwait(service("api"));
        String oldest = only("api").name();
        harness.scale("api", 3);
        harness.awaitPhase("api", ServicePhase.RUNNING);
        try (ExecSession session = harness.kernel().exec("default", "api",
                command("fake", "variable RUNE_INSTANCE_ID", "exit 4"))) {
            assertEquals(oldest + "\n", new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(Exit.code(4), session.waitFor());
        }
        harness.scale("api", 0);
        harness.awaitPhase("api", ServicePhase.STOPPED);
        ProblemException refused = assertThrows(ProblemException.class,
                () -> harness.kernel().exec("default", "api", command("fake")));
        assertEquals(ProblemCode.CONFLICT, refused.problem().code());
    }
}
