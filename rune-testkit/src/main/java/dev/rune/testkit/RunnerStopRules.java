package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spec.StopPolicy;
import dev.rune.kernel.spi.runner.Capability;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules about ending and forgetting instances. */
interface RunnerStopRules extends RunnerRules {
    /** A grace period that nobody waits for to its end. */
    Duration LONG_GRACE = Duration.ofHours(1);
    /** A grace period that ends soon. */
    Duration SHORT_GRACE = Duration.ofMillis(300);

    @Test
    @DisplayName("R20 stop sends the policy's signal and lets the program end by itself within the grace period")
    default void stopSendsThePolicysSignal() {
        if (!can(Capability.LOGS)) {
            return;
        }
        for (Signal signal : List.of(Signal.SIGTERM, Signal.SIGUSR2)) {
            InstanceSpec spec = startedAndSaid(
                    Behaviour.program().endsOn(signal, 40 + signal.number()).prints("up").runsForEver(), "up");
            bench().runner().stop(spec.id(), new StopPolicy(signal, LONG_GRACE));
            ObservedInstance ended = bench().observed(spec);
            assertEquals(ObservedInstance.State.ENDED, ended.state());
            assertEquals(Exit.code(40 + signal.number()), ended.exit().orElseThrow());
        }
    }

    @Test
    @DisplayName("R21 stop kills, after the grace period, a program that is not impressed by the signal")
    default void stopKillsAfterTheGracePeriod() {
        if (!can(Capability.LOGS)) {
            return;
        }
        InstanceSpec spec = startedAndSaid(Behaviour.program().ignores(Signal.SIGTERM).prints("up").runsForEver(),
                "up");
        bench().runner().stop(spec.id(), new StopPolicy(Signal.SIGTERM, SHORT_GRACE));
        assertEquals(Exit.signal(Signal.SIGKILL.number()), bench().observed(spec).exit().orElseThrow());
        assertEquals(List.of(), bench().living(spec));
    }

    @Test
    @DisplayName("R22 stop ends the whole tree, a detached grandchild that ignores SIGTERM included")
    default void stopEndsTheWholeTree() {
        if (!can(Capability.LOGS)) {
            return;
        }
        InstanceSpec spec = startedAndSaid(Behaviour.program().detaches().runsForEver(), "detached");
        bench().runner().stop(spec.id(), new StopPolicy(Signal.SIGTERM, SHORT_GRACE));
        assertEquals(List.of(), bench().living(spec));
        assertEquals(ObservedInstance.State.ENDED, bench().observed(spec).state());
    }

    @Test
    @DisplayName("R23 stop ends what a program left behind that has ended by itself")
    default void stopEndsWhatWasLeftBehind() {
        if (!can(Capability.LOGS)) {
            return;
        }
        InstanceSpec spec = startedAndSaid(
                Behaviour.program().detaches().pauses(Duration.ofMillis(500)).exits(5), "detached");
        bench().awaitEnd(spec);
        bench().runner().stop(spec.id(), new StopPolicy(Signal.SIGTERM, SHORT_GRACE));
        assertEquals(List.of(), bench().living(spec));
        assertEquals(Exit.code(5), bench().observed(spec).exit().orElseThrow());
    }

    @Test
    @DisplayName("R24 stopping an instance that is not known, or has ended, succeeds and changes nothing")
    default void stoppingTheUnknownSucceeds() {
        StopPolicy policy = new StopPolicy(Signal.SIGTERM, LONG_GRACE);
        bench().runner().stop(new InstanceId("contract", "nobody-0"), policy);
        assertEquals(List.of(), bench().runner().list());
        InstanceSpec spec = bench().started(Behaviour.program().exits(6));
        ObservedInstance ended = bench().awaitEnd(spec);
        bench().runner().stop(spec.id(), policy);
        bench().runner().stop(spec.id(), policy);
        assertEquals(ended, bench().observed(spec));
    }

    @Test
    @DisplayName("R25 a stop that was interrupted has not ended the instance, and goes on when it is called again")
    default void anInterruptedStopGoesOn() throws InterruptedException {
        if (!can(Capability.LOGS)) {
            return;
        }
        InstanceSpec spec = startedAndSaid(
                Behaviour.program().then(new Step.PrintOn(Signal.SIGTERM, "not yet")).prints("up")
                        .runsForEver(),
                "up");
        AtomicReference<Throwable> fault = new AtomicReference<>();
        Thread stopping = Thread.ofVirtual().start(() -> {
            try {
                bench().runner().stop(spec.id(), new StopPolicy(Signal.SIGTERM, LONG_GRACE));
                fault.set(new AssertionError("said to have stopped while it was interrupted"));
            } catch (ProblemException _) {
                // It says that it did not get to the end.
            } catch (RuntimeException other) {
                fault.set(new AssertionError("an interrupted stop throws a problem, not " + other, other));
            }
        });
        bench().awaitLine(spec, "not yet");
        stopping.interrupt();
        assertTrue(stopping.join(bench().patience()), "an interrupted stop does not return");
        if (fault.get() != null) {
            throw new AssertionError(fault.get().getMessage(), fault.get());
        }
        assertEquals(ObservedInstance.State.RUNNING, bench().observed(spec).state());
        bench().runner().stop(spec.id(), new StopPolicy(Signal.SIGTERM, SHORT_GRACE));
        assertEquals(ObservedInstance.State.ENDED, bench().observed(spec).state());
        assertEquals(List.of(), bench().living(spec));
    }

    @Test
    @DisplayName("R26 what was stopped stays listed as ended, with its end, until it is removed")
    default void whatWasStoppedStaysListed() {
        InstanceSpec spec = bench().started(Behaviour.program().runsForEver());
        ObservedInstance before = bench().observed(spec);
        bench().runner().stop(spec.id(), RunnerBench.AT_ONCE);
        ObservedInstance ended = bench().observed(spec);
        assertEquals(ObservedInstance.State.ENDED, ended.state());
        assertEquals(before.labels(), ended.labels());
        assertEquals(before.startedAt(), ended.startedAt());
        assertEquals(ended, bench().observed(spec));
    }

    @Test
    @DisplayName("R27 remove forgets an instance that has ended; removing one that is not known succeeds")
    default void removeForgets() {
        InstanceSpec spec = bench().started(Behaviour.program().prints("a word").exits(0));
        InstanceSpec other = bench().started(Behaviour.program().exits(9));
        bench().awaitEnd(spec);
        bench().awaitEnd(other);
        bench().runner().remove(spec.id());
        assertTrue(bench().listed(spec).isEmpty(), "still listed after remove");
        assertFalse(bench().listed(other).isEmpty(), "removed another one too");
        bench().runner().remove(spec.id());
        bench().runner().remove(new InstanceId("contract", "nobody-0"));
        bench().renew();
        assertTrue(bench().listed(spec).isEmpty(), "listed again by the next runner");
    }

    @Test
    @DisplayName("R28 the logs of a removed instance are gone")
    default void theLogsOfARemovedInstanceAreGone() {
        if (!can(Capability.LOGS)) {
            return;
        }
        InstanceSpec spec = bench().started(Behaviour.program().prints("a word").exits(0));
        bench().awaitEnd(spec);
        bench().runner().remove(spec.id());
        RunnerBench.refused(Set.of(ProblemCode.NOT_FOUND), () -> bench().lines(spec, LogQuery.all()));
    }
}
