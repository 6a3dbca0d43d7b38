package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spec.StopPolicy;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules about runners that come and go while instances live, and about hints. */
interface RunnerSurvivalRules extends RunnerRules {
    @Test
    @DisplayName("R30 closing a runner leaves its instances running")
    default void closingLeavesInstancesRunning() {
        InstanceSpec spec = bench().started(Behaviour.program().runsForEver());
        ObservedInstance before = bench().observed(spec);
        bench().shut();
        assertFalse(bench().living(spec).isEmpty(), "ended with its runner");
        bench().renew();
        assertFalse(bench().living(spec).isEmpty(), "ended with the next runner");
        assertEquals(before.pid(), bench().observed(spec).pid());
    }

    @Test
    @DisplayName("R31 a new runner finds what a closed one started: the living and the ended, unchanged")
    default void aNewRunnerFindsWhatAClosedOneStarted() {
        List<InstanceSpec> specs = livingAndEnded();
        List<ObservedInstance> before = specs.stream().map(bench()::observed).toList();
        bench().renew();
        assertEquals(before, specs.stream().map(bench()::observed).toList());
        assertEquals(specs.size(), bench().runner().list().size());
    }

    @Test
    @DisplayName("R32 a new runner finds what an abandoned one started: the living and the ended, unchanged")
    default void aNewRunnerFindsWhatAnAbandonedOneStarted() {
        List<InstanceSpec> specs = livingAndEnded();
        List<ObservedInstance> before = specs.stream().map(bench()::observed).toList();
        bench().replaceAbandoned();
        assertEquals(before, specs.stream().map(bench()::observed).toList());
        assertEquals(specs.size(), bench().runner().list().size());
    }

    private List<InstanceSpec> livingAndEnded() {
        InstanceSpec lives = bench().started(Behaviour.program().runsForEver());
        InstanceSpec ended = bench().started(Behaviour.program().exits(11));
        InstanceSpec killed = bench().started(Behaviour.program().dies(Signal.SIGKILL));
        InstanceSpec livesToo = bench().started(Behaviour.program().runsForEver());
        bench().awaitEnd(ended);
        bench().awaitEnd(killed);
        return List.of(lives, ended, killed, livesToo);
    }

    @Test
    @DisplayName("R33 how an instance ended while there was no runner is known to the next one")
    default void anEndBetweenTwoRunnersIsKnown() {
        Behaviour.Program soon = Behaviour.program().pauses(Duration.ofMillis(500));
        InstanceSpec exits = bench().started(soon.exits(12));
        InstanceSpec dies = bench().started(soon.dies(Signal.SIGTERM));
        bench().shut();
        Await.until("both have ended", bench().patience(),
                () -> bench().living(exits).isEmpty() && bench().living(dies).isEmpty());
        bench().renew();
        assertEquals(Exit.code(12), bench().awaitEnd(exits).exit().orElseThrow());
        assertEquals(Exit.signal(Signal.SIGTERM.number()), bench().awaitEnd(dies).exit().orElseThrow());
    }

    @Test
    @DisplayName("R34 a new runner treats older instances as its own: start changes nothing, stop ends, remove forgets")
    default void aNewRunnerTakesOver() {
        InstanceSpec spec = bench().started(Behaviour.program().runsForEver());
        ObservedInstance before = bench().observed(spec);
        bench().renew();
        bench().started(spec);
        assertEquals(before, bench().observed(spec));
        bench().runner().stop(spec.id(), new StopPolicy(Signal.SIGTERM, Duration.ofMinutes(10)));
        assertEquals(Exit.signal(Signal.SIGTERM.number()), bench().observed(spec).exit().orElseThrow());
        assertEquals(List.of(), bench().living(spec));
        bench().runner().remove(spec.id());
        assertEquals(List.of(), bench().runner().list());
    }

    @Test
    @DisplayName("R35 how an instance ends that an earlier runner started is known")
    default void theEndOfAnOlderInstanceIsKnown() {
        InstanceSpec spec = bench().started(Behaviour.program().pauses(Duration.ofMillis(700)).exits(13));
        bench().renew();
        assertEquals(Exit.code(13), bench().awaitEnd(spec).exit().orElseThrow());
    }

    @Test
    @DisplayName("R36 instances of another owner are neither listed nor touched")
    default void anotherOwnersInstancesAreLeftAlone() {
        InstanceSpec theirs = bench().started(Behaviour.program().runsForEver());
        ObservedInstance before = bench().observed(theirs);
        Runner stranger = bench().another(UUID.randomUUID().toString(), _ -> {});
        assertEquals(List.of(), stranger.list());
        tries(() -> stranger.stop(theirs.id(), RunnerBench.AT_ONCE));
        tries(() -> stranger.remove(theirs.id()));
        assertEquals(before, bench().observed(theirs));
        assertFalse(bench().living(theirs).isEmpty(), "a stranger ended it");
    }

    private static void tries(Runnable call) {
        try {
            call.run();
        } catch (ProblemException _) {
            // R24 and R27 are about the answer.
        }
    }

    @Test
    @DisplayName("R37 hints come for an instance that ends, with its id")
    default void hintsComeForAnEnd() {
        Set<InstanceId> hinted = ConcurrentHashMap.newKeySet();
        bench().renew(hinted::add);
        InstanceSpec exits = bench().started(Behaviour.program().pauses(Duration.ofMillis(50)).exits(1));
        InstanceSpec stops = bench().started(Behaviour.program().runsForEver());
        Await.until("a hint about " + exits.id(), bench().patience(), () -> hinted.contains(exits.id()));
        hinted.clear();
        bench().runner().stop(stops.id(), RunnerBench.AT_ONCE);
        Await.until("a hint about " + stops.id(), bench().patience(), () -> hinted.contains(stops.id()));
        Set<InstanceId> known = Set.of(exits.id(), stops.id());
        assertEquals(List.of(), hinted.stream().filter(id -> !known.contains(id)).toList());
    }

    @Test
    @DisplayName("R38 hints come for the end of an instance that an earlier runner started")
    default void hintsComeForTheEndOfAnOlderInstance() {
        InstanceSpec spec = bench().started(Behaviour.program().runsForEver());
        Set<InstanceId> hinted = ConcurrentHashMap.newKeySet();
        bench().renew(hinted::add);
        bench().fixture().kill(bench().observed(spec));
        Await.until("a hint about " + spec.id(), bench().patience(), () -> hinted.contains(spec.id()));
        assertEquals(Exit.signal(Signal.SIGKILL.number()), bench().awaitEnd(spec).exit().orElseThrow());
    }

    @Test
    @DisplayName("R39 list is right while instances start and stop: nothing twice, nothing of the living missing")
    default void listIsRightWhileOthersChange() throws InterruptedException {
        InstanceSpec stays = bench().started(Behaviour.program().runsForEver());
        Thread busy = Thread.ofVirtual().start(() -> Stream.generate(() -> Behaviour.program().runsForEver()).limit(8)
                .map(bench()::started).forEach(spec -> {
                    bench().runner().stop(spec.id(), RunnerBench.AT_ONCE);
                    bench().runner().remove(spec.id());
                }));
        do {
            assertEquals(ObservedInstance.State.RUNNING, bench().observed(stays).state());
        } while (!busy.join(Duration.ofMillis(5)));
        assertEquals(List.of(stays.id()), bench().runner().list().stream().map(ObservedInstance::id).toList());
    }
}
