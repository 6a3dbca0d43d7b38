package dev.rune.testkit;

import static dev.rune.testkit.RunnerBench.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.Label;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.RunnerProvider;
import dev.rune.kernel.status.Exit;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules about providers and about instances coming to life. */
interface RunnerStartRules extends RunnerRules {
    @Test
    @DisplayName("R01 the provider's words are well formed and the same each time")
    default void theProvidersWordsAreWellFormed() {
        RunnerProvider provider = bench().provider();
        assertEquals(provider.type(), Label.parse(provider.type()).text());
        assertTrue(provider.key().matches("[a-z][A-Za-z0-9]*(-[a-z0-9]+)*"), () -> "key '" + provider.key() + "'");
        assertEquals(provider.type(), provider.type());
        assertEquals(provider.key(), provider.key());
        assertEquals(provider.inline(), provider.inline());
        assertEquals(provider.usesHostPorts(), provider.usesHostPorts());
        assertEquals(provider.capabilities(), provider.capabilities());
        assertEquals(provider.section().record(), provider.section().record());
        boolean keyIsAField = provider.section().fields().stream()
                .anyMatch(field -> field.key().equals(provider.key()));
        assertTrue(keyIsAField || !provider.inline(),
                () -> "an inline section has its key '" + provider.key() + "' among its fields");
    }

    @Test
    @DisplayName("R02 the section's schema prints and reads back what the rules run")
    default void theSectionPrintsAndReadsBack() {
        printsAndReadsBack(bench().provider(), Behaviour.program().prints("it's \"so\"").exits(3));
        printsAndReadsBack(bench().provider(), new Behaviour.MissingProgram());
    }

    private void printsAndReadsBack(RunnerProvider provider, Behaviour behaviour) {
        Record section = bench().fixture().section(behaviour);
        assertEquals(provider.section().record(), section.getClass());
        assertEquals(section, roundTrip(provider.section(), section));
    }

    private static <R extends Record> Record roundTrip(SectionType<R> type, Record section) {
        return type.bind(type.print(type.record().cast(section)), "service", finding -> {
            throw new AssertionError("what was printed is not accepted: " + finding);
        }).orElseThrow();
    }

    @Test
    @DisplayName("R03 check refuses nothing that can be done and changes nothing")
    default void checkRefusesNothingThatCanBeDone() {
        InstanceSpec spec = bench().spec(Behaviour.program().runsForEver());
        assertEquals(List.of(), bench().provider().check(spec.workload()));
        assertEquals(List.of(), bench().provider().check(spec.workload()));
        assertEquals(List.of(), bench().runner().list());
        assertEquals(List.of(), bench().living(spec));
    }

    @Test
    @DisplayName("R04 prepare can be repeated and runs nothing")
    default void prepareCanBeRepeatedAndRunsNothing() {
        InstanceSpec spec = bench().spec(Behaviour.program().runsForEver());
        bench().runner().prepare(spec);
        bench().runner().prepare(spec);
        assertFalse(bench().listed(spec).filter(seen -> seen.state() == ObservedInstance.State.RUNNING).isPresent(),
                "prepared only, but listed as running");
        assertEquals(List.of(), bench().living(spec));
        bench().runner().start(spec);
        bench().runner().prepare(spec);
        assertEquals(ObservedInstance.State.RUNNING, bench().observed(spec).state());
    }

    @Test
    @DisplayName("R05 when start returns the program runs, and list shows it running with its process or container")
    default void whenStartReturnsTheProgramRuns() {
        InstanceSpec spec = bench().started(Behaviour.program().runsForEver());
        ObservedInstance seen = bench().observed(spec);
        assertEquals(ObservedInstance.State.RUNNING, seen.state());
        assertTrue(seen.pid().isPresent() || seen.containerId().isPresent(), "neither pid nor container: " + seen);
        // A system shows the variables of a program a moment after it has become one.
        Await.until("something lives of " + spec.id(), bench().patience(), () -> !bench().living(spec).isEmpty());
    }

    @Test
    @DisplayName("R06 what was started is listed with its id, its labels and the time of its start, unchanged")
    default void whatWasStartedIsListedUnchanged() {
        InstanceSpec spec = bench().started(Behaviour.program().runsForEver());
        ObservedInstance seen = bench().observed(spec);
        assertEquals(spec.id(), seen.id());
        assertEquals(spec.labels(), seen.labels());
        assertEquals(seen, bench().observed(spec));
    }

    @Test
    @DisplayName("R07 starting an instance that lives changes nothing")
    default void startIsIdempotent() {
        InstanceSpec spec = bench().started(Behaviour.program().runsForEver());
        ObservedInstance first = bench().observed(spec);
        bench().started(spec);
        assertEquals(first, bench().observed(spec));
        assertEquals(1, bench().runner().list().size());
    }

    @Test
    @DisplayName("R08 an instance that has ended stays ended when it is started again")
    default void whatHasEndedStaysEnded() {
        InstanceSpec spec = bench().started(Behaviour.program().exits(4));
        ObservedInstance ended = bench().awaitEnd(spec);
        bench().started(spec);
        assertEquals(ended, bench().observed(spec));
        assertEquals(List.of(), bench().living(spec));
    }

    @Test
    @DisplayName("R09 what cannot be started is refused as START_FAILED, leaves nothing behind, and may be tried again")
    default void aFailedStartLeavesNothingBehind() {
        InstanceSpec spec = bench().spec(new Behaviour.MissingProgram());
        for (int attempt = 0; attempt < 2; attempt++) {
            refused(Set.of(ProblemCode.START_FAILED), () -> bench().started(spec));
            assertTrue(bench().listed(spec).isEmpty(), () -> "still listed: " + bench().observed(spec));
            assertEquals(List.of(), bench().living(spec));
        }
    }

    @Test
    @DisplayName("R10 the exit code of a program that ends by itself is known")
    default void theExitCodeIsKnown() {
        for (int code : new int[]{0, 1, 77, 255}) {
            InstanceSpec spec = bench().started(Behaviour.program().exits(code));
            ObservedInstance ended = bench().awaitEnd(spec);
            assertEquals(Exit.code(code), ended.exit().orElseThrow());
            assertFalse(ended.finishedAt().orElseThrow().isBefore(ended.startedAt()),
                    "ended before its start: " + ended);
        }
    }

    @Test
    @DisplayName("R11 the signal that ended a program is known")
    default void theSignalIsKnown() {
        for (Signal signal : List.of(Signal.SIGKILL, Signal.SIGTERM, Signal.SIGUSR1)) {
            InstanceSpec spec = bench().started(Behaviour.program().dies(signal));
            assertEquals(Exit.signal(signal.number()), bench().awaitEnd(spec).exit().orElseThrow());
        }
    }

    @Test
    @DisplayName("R12 twenty instances that are started at once all run, each once")
    default void manyStartAtOnce() throws InterruptedException {
        ConcurrentLinkedQueue<InstanceSpec> specs = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> starters = IntStream.range(0, 20).mapToObj(_ -> Thread.ofVirtual().start(() -> {
            try {
                specs.add(bench().started(Behaviour.program().runsForEver()));
            } catch (RuntimeException | AssertionError failure) {
                failures.add(failure);
            }
        })).toList();
        for (Thread starter : starters) {
            bench().runner().list();
            starter.join();
        }
        assertEquals(List.of(), List.copyOf(failures));
        List<ObservedInstance> listed = bench().runner().list();
        assertEquals(20, listed.size());
        Set<Object> identities = new HashSet<>();
        for (InstanceSpec spec : specs) {
            ObservedInstance seen = bench().observed(spec);
            assertEquals(ObservedInstance.State.RUNNING, seen.state());
            assertTrue(identities.add(List.of(seen.pid(), seen.containerId())), "twice: " + seen);
        }
    }

    @Test
    @DisplayName("R13 one instance's end leaves the others alone")
    default void oneEndLeavesTheOthersAlone() {
        InstanceSpec lives = bench().started(Behaviour.program().runsForEver());
        InstanceSpec ends = bench().started(Behaviour.program().pauses(Duration.ofMillis(50)).exits(3));
        InstanceSpec stops = bench().started(Behaviour.program().runsForEver());
        ObservedInstance before = bench().observed(lives);
        bench().awaitEnd(ends);
        bench().runner().stop(stops.id(), RunnerBench.AT_ONCE);
        bench().runner().remove(stops.id());
        assertEquals(before, bench().observed(lives));
        assertFalse(bench().living(lives).isEmpty(), "nothing lives of " + lives.id());
        assertEquals(Exit.code(3), bench().observed(ends).exit().orElseThrow());
    }
}
