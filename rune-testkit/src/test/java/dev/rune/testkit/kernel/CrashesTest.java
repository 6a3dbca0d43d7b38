package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.InstanceState;
import dev.rune.kernel.status.InstanceStatus;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.KernelHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An instance that ends")
class CrashesTest extends KernelTest {
    private static final Behaviour CRASHES = Behaviour.program().pauses(Duration.ofMillis(100)).exits(3);

    /** The times between an end and the next start, for so many crashes in a row. */
    private List<Duration> waits(int count) {
        List<Duration> waits = new ArrayList<>();
        int starts = startsOf("api");
        while (waits.size() < count) {
            harness.await("it has ended", () -> ids("api").isEmpty() || startsOf("api") > starts + waits.size());
            Instant ended = harness.host().all().getLast().finishedAt().orElseGet(harness::now);
            int before = starts + waits.size();
            harness.await("it is started again", () -> startsOf("api") > before);
            waits.add(Duration.between(ended, harness.host().all().getLast().startedAt()));
        }
        return waits;
    }

    @Test
    @DisplayName("for the first time is replaced at once, in its place, under another id")
    void firstIsAnsweredAtOnce() {
        harness.castAndAwait(service("api").scale(2));
        List<InstanceId> before = ids("api");
        Instant at = harness.now();
        harness.host().end(before.getFirst(), Exit.code(1));
        harness.settle();
        assertEquals(2, ids("api").size());
        assertEquals(at, harness.now());
        assertTrue(ids("api").contains(before.get(1)));
        assertNotEquals(before.getFirst(), ids("api").get(1));
        assertEquals(0, harness.living("api").get(1).labels().slot());
    }

    @Test
    @DisplayName("while nothing can be stored is replaced all the same, and counted as soon as something can")
    void countsAreNotLostWithTheDisk() {
        harness.castAndAwait(service("api"));
        harness.store().failCommits(100);
        InstanceId first = ids("api").getFirst();
        harness.host().end(first, Exit.code(1));
        harness.settle();
        assertNotEquals(first, ids("api").getFirst());
        harness.host().end(ids("api").getFirst(), Exit.code(1));
        harness.settle();
        assertEquals(List.of(), ids("api"), "the second end in a row was answered at once");
        harness.store().failCommits(0);
        harness.awaitPhase("api", ServicePhase.RUNNING);
        harness.killKernel();
        harness.startKernel();
        harness.awaitPhase("api", ServicePhase.RUNNING);
        assertEquals(2, harness.instances("api").getFirst().restartCount());
    }

    @Test
    @DisplayName("again and again waits longer each time: at once, 1 s, 2 s, 4 s, … up to 60 s, each within a tenth")
    void waitsGrow() {
        harness.cast(service("api").does(CRASHES));
        List<Duration> waits = waits(9);
        List<Integer> expected = List.of(0, 1, 2, 4, 8, 16, 32, 60, 60);
        for (int at = 0; at < waits.size(); at++) {
            long millis = waits.get(at).toMillis();
            long nominal = expected.get(at) * 1000L;
            assertTrue(millis >= nominal * 9 / 10 && millis <= nominal * 11 / 10, "waits " + waits);
        }
    }

    @Test
    @DisplayName("waits as its service says")
    void waitsAsSaid() {
        harness.cast(service("api").does(CRASHES).with("restart",
                Map.of("initialDelaySeconds", 3, "factor", 10, "maxDelaySeconds", 20)));
        List<Duration> waits = waits(4);
        assertEquals(Duration.ZERO, waits.getFirst());
        for (int at = 1; at < 4; at++) {
            long nominal = List.of(0, 3000, 20000, 20000).get(at);
            assertTrue(Math.abs(waits.get(at).toMillis() - nominal) <= nominal / 10, "waits " + waits);
        }
    }

    @Test
    @DisplayName("after it was up for the reset time begins the row anew")
    void resets() {
        harness.cast(service("api").does(CRASHES));
        waits(5);
        harness.cast(service("api").does(Behaviour.program().pauses(Duration.ofSeconds(70)).exits(3)));
        harness.await("it crashed", () -> harness.reasons("api").stream().filter("Crashed"::equals).count() == 6);
        assertEquals(1, ids("api").size(), "not replaced at once after 70 s");
        harness.await("it crashed again", () -> harness.reasons("api").stream().filter("Crashed"::equals).count() == 7);
        assertEquals(1, ids("api").size(), "not replaced at once after another 70 s");
    }

    @Test
    @DisplayName("is shown with its count, reason and the time of the next attempt")
    void isShown() {
        harness.cast(service("api").does(CRASHES));
        harness.await("it waits", () -> harness.phase("api") == ServicePhase.FAILED);
        InstanceStatus waiting = onlyStatus("api");
        assertEquals(InstanceState.FAILED, waiting.state());
        assertTrue(waiting.restartCount() >= 1, waiting::toString);
        assertEquals("exit code 3", waiting.lastFailure());
        assertTrue(waiting.nextAttemptAt().orElseThrow().isAfter(harness.now()));
        assertEquals("CrashLoop", harness.status("api").reason());
    }

    @Test
    @DisplayName("with words tells its last ones in the status")
    void lastWords() {
        harness.cast(service("api").does(Behaviour.program().prints("hello").printsError("the sky falls").exits(1)));
        harness.await("three crashes", () -> harness.status("api").rollout().state() == Rollout.State.FAILED);
        assertTrue(harness.status("api").message().contains("the sky falls"), harness.status("api")::message);
    }

    @Test
    @DisplayName("counts on over a restart of the kernel, and so does its wait")
    void survivesTheKernel() {
        harness.cast(service("api").does(CRASHES));
        waits(5);
        harness.await("it waits", () -> ids("api").isEmpty());
        InstanceStatus before = onlyStatus("api");
        harness.restartKernel();
        InstanceStatus after = onlyStatus("api");
        assertEquals(before.restartCount(), after.restartCount());
        assertEquals(before.nextAttemptAt(), after.nextAttemptAt());
        assertEquals(before.lastFailure(), after.lastFailure());
        assertEquals(before.id(), after.id());
    }

    @Test
    @DisplayName("waits no longer after a manual restart, a scale or a new template, and its count stays")
    void manualStart() {
        harness.cast(service("api").does(CRASHES));
        waits(6);
        harness.await("it waits", () -> ids("api").isEmpty());
        int restarts = onlyStatus("api").restartCount();
        harness.kernel().restart(KernelHarness.ref("api"), false);
        harness.settle();
        assertEquals(1, ids("api").size());
        assertEquals(restarts, onlyStatus("api").restartCount());
        harness.await("it waits", () -> ids("api").isEmpty());
        harness.cast(service("api"));
        assertEquals(1, ids("api").size());
        harness.awaitPhase("api", ServicePhase.RUNNING);
    }

    @Test
    @DisplayName("stays ended with policy never, and the service is Stopped, Completed")
    void never() {
        harness.cast(service("job").does(Behaviour.program().pauses(seconds(2)).exits(7)).with("restart", "never"));
        harness.awaitPhase("job", ServicePhase.STOPPED);
        harness.advance(Duration.ofMinutes(5));
        assertEquals(1, startsOf("job"));
        assertEquals("Completed", harness.status("job").reason());
    }

    @Test
    @DisplayName("with policy on-failure stays ended after exit code 0 and is replaced after any other end")
    void onFailure() {
        harness.cast(service("job").does(Behaviour.program().pauses(seconds(1)).exits(0)).with("restart", "on-failure"),
                service("bad").does(Behaviour.program().pauses(seconds(1)).exits(1)).with("restart", "on-failure"));
        harness.awaitPhase("job", ServicePhase.STOPPED);
        harness.advance(Duration.ofMinutes(1));
        assertEquals(1, startsOf("job"));
        assertTrue(startsOf("bad") > 2);
    }

    @Test
    @DisplayName("with exit code 0 is replaced too with policy always")
    void always() {
        harness.cast(service("api").does(Behaviour.program().pauses(seconds(1)).exits(0)));
        harness.advance(Duration.ofMinutes(1));
        assertTrue(startsOf("api") > 2);
    }

    @Test
    @DisplayName("that cannot be started waits, and the rollout has failed with the reason")
    void cannotBeStarted() {
        harness.cast(service("api").does(new Behaviour.MissingProgram()));
        awaitRollout("api", Rollout.State.FAILED);
        assertEquals(ServicePhase.FAILED, harness.phase("api"));
        assertEquals("CannotStart", harness.status("api").reason());
        assertTrue(harness.status("api").message().contains("there is no such program"),
                harness.status("api")::message);
        harness.castAndAwait(service("api"));
    }

    @Test
    @DisplayName("after the host was at fault is tried again, soon and then later, and that counts against nobody")
    void hostTrouble() {
        harness.host().failStarts(4, Problem.of(ProblemCode.UNAVAILABLE, "the engine is away"));
        harness.cast(service("api").with("restart", "never"));
        assertTrue(harness.status("api").message().contains("the engine is away"), harness.status("api")::message);
        harness.awaitPhase("api", ServicePhase.RUNNING);
        assertEquals(0, onlyStatus("api").restartCount());
    }

    @Test
    @DisplayName("is noticed even if every hint is lost")
    void lostHints() {
        harness.castAndAwait(service("api"));
        harness.host().hints(false);
        harness.host().end(only("api"), Exit.signal(9));
        harness.await("it is replaced", () -> !ids("api").isEmpty());
    }

    @Test
    @DisplayName("is kept with four others of its service, and older ones are forgotten")
    void fiveAreKept() {
        harness.cast(service("api").does(CRASHES).with("restart", Map.of("maxDelaySeconds", 1)));
        harness.await("many crashes", () -> startsOf("api") > 12);
        harness.await("they are forgotten", () -> harness.host().all().size() <= 6);
        long ended = harness.status("api").instances().stream().filter(i -> i.finishedAt().isPresent()).count();
        assertEquals(5, ended);
        assertTrue(harness.status("api").instances().stream().filter(i -> i.finishedAt().isPresent())
                .allMatch(i -> i.state() == InstanceState.FAILED && i.exit().equals(Optional.of(Exit.code(3)))));
    }

    @Test
    @DisplayName("because it was told to is no crash")
    void toldToStop() {
        harness.castAndAwait(service("api").scale(2).does(Behaviour.program()
                .endsOn(Signal.SIGTERM, 99).runsForEver()));
        harness.scale("api", 1);
        awaitRollout("api", Rollout.State.COMPLETE);
        harness.advance(Duration.ofMinutes(1));
        assertEquals(0, onlyStatus("api").restartCount());
        assertTrue(harness.status("api").instances().stream().filter(i -> i.finishedAt().isPresent())
                .allMatch(i -> i.state() == InstanceState.STOPPED));
    }

    @Test
    @DisplayName("in the same instant as a manual restart does not delay what that starts")
    void sameInstant() {
        harness.cast(service("api").does(CRASHES));
        waits(5);
        harness.await("it runs", () -> !ids("api").isEmpty());
        harness.host().end(only("api"), Exit.code(1));
        harness.settle();
        assertTrue(ids("api").isEmpty());
        harness.kernel().restart(KernelHarness.ref("api"), false);
        harness.settle();
        assertEquals(1, ids("api").size());
    }
}
