package dev.rune.kernel.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final ClassLoader loader = new URLClassLoader(new URL[0]);
    private volatile Instant now = Instant.EPOCH;
    private final Guard waiting = Guard.waiting("x", loader, () -> now);

    private Guard guard(boolean waits) {
        return waits ? waiting : Guard.direct("x", () -> now);
    }

    private static ProblemException problem(Guard guard, Callable<?> body) {
        return assertThrows(ProblemException.class, () -> guard.call("the question", LONG, body));
    }

    private static void assertProblem(ProblemCode code, String message, ProblemException problem) {
        assertEquals(message, problem.getMessage());
        assertEquals(code, problem.problem().code());
    }

    /** Blocks and pays no heed to interruptions, until it is released. */
    private static Callable<String> stubborn(Semaphore release) {
        return () -> {
            release.acquireUninterruptibly();
            return "late";
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersPass(boolean waits) {
        assertEquals("answer", guard(waits).call("the question", LONG, () -> "answer"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void problemsPassUnchanged(boolean waits) {
        ProblemException own = ProblemException.of(ProblemCode.START_FAILED, "no such program");
        assertSame(own, problem(guard(waits), () -> {
            throw own;
        }));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anythingElseIsAFaultOfThePlugin(boolean waits) {
        assertProblem(ProblemCode.PLUGIN_FAILED, "plugin 'x' failed in the question: IllegalStateException: two lines",
                problem(guard(waits), () -> {
                    throw new IllegalStateException("two\nlines");
                }));
        assertProblem(ProblemCode.PLUGIN_FAILED, "plugin 'x' failed in the question: StackOverflowError",
                problem(guard(waits), () -> {
                    throw new StackOverflowError();
                }));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void linkageErrorsAreIncompatibilities(boolean waits) {
        assertProblem(ProblemCode.PLUGIN_FAILED,
                "plugin 'x' is incompatible: NoClassDefFoundError: lib/Gone (in the question)",
                problem(guard(waits), () -> {
                    throw new NoClassDefFoundError("lib/Gone");
                }));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nullIsNoAnswer(boolean waits) {
        assertProblem(ProblemCode.PLUGIN_FAILED, "plugin 'x' answered the question with null",
                problem(guard(waits), () -> null));
    }

    @Test
    void anExceptionThatCannotTellItsMessageDoesNoHarm() {
        ProblemException problem = problem(waiting, () -> {
            throw new IllegalStateException() {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    throw new IllegalStateException("worse");
                }
            };
        });
        assertTrue(problem.getMessage().endsWith("(whose message cannot be read)"), problem.getMessage());
    }

    @Test
    void aCallSeesThePluginsClassLoader() throws InterruptedException {
        Callable<ClassLoader> question = () -> Thread.currentThread().getContextClassLoader();
        assertSame(loader, waiting.call("the question", LONG, question));
        assertSame(loader, waiting.here("the question", question));
        assertSame(loader, waiting.interruptibly("the question", question));
    }

    @Test
    void theCallersClassLoaderComesBack() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        waiting.here("the question", () -> "answer");
        assertThrows(ProblemException.class, () -> waiting.here("the question", () -> {
            throw new IllegalStateException();
        }));
        assertSame(before, Thread.currentThread().getContextClassLoader());
    }

    @Test
    void callsHaveThreadsThatNobodyElseNeeds() {
        assertFalse(waiting.call("the question", LONG, () -> Thread.currentThread().isVirtual()));
        assertEquals("plugin x: the question",
                waiting.call("the question", LONG, () -> Thread.currentThread().getName()));
    }

    @Test
    void anInterruptionReachesNoOtherCall() {
        for (int i = 0; i < 500; i++) {
            // It may end just as it is left behind.
            try {
                waiting.call("short", Duration.ofNanos(20_000), () -> "answer");
            } catch (ProblemException late) {
                assertEquals(ProblemCode.DEADLINE, late.problem().code());
            }
            assertFalse(waiting.call("next", LONG, () -> Thread.currentThread().isInterrupted()));
        }
    }

    private static Callable<String> exhausting(String message) {
        return () -> {
            throw new OutOfMemoryError(message);
        };
    }

    @Test
    void memoryMayRunOutSomeTimesOnlyWithinAMinute() {
        Callable<String> hungry = exhausting("Java heap space");
        for (int i = 0; i < Ailments.MOST_EXHAUSTIONS; i++) {
            assertEquals(Optional.empty(), waiting.refusal());
            assertProblem(ProblemCode.PLUGIN_FAILED,
                    "plugin 'x' ran out of memory in the question: OutOfMemoryError: Java heap space",
                    problem(waiting, hungry));
        }
        String refusal = "plugin 'x' ran out of memory 3 times within 60 s, last in the question: "
                + "OutOfMemoryError: Java heap space; it gets no calls for 60 s after that";
        assertEquals(Optional.of(refusal), waiting.refusal());
        assertProblem(ProblemCode.UNAVAILABLE, refusal, problem(waiting, () -> "answer"));
        assertThrows(ProblemException.class, () -> waiting.here("the question", () -> "answer"));
        now = now.plusSeconds(59);
        assertEquals(Optional.of(refusal), waiting.refusal());
        now = now.plusSeconds(1);
        assertEquals(Optional.empty(), waiting.refusal());
        assertEquals(List.of(), waiting.troubles());
        assertEquals("answer", waiting.call("the question", LONG, () -> "answer"));
        // It begins anew: one more is the first.
        problem(waiting, hungry);
        assertEquals(Optional.empty(), waiting.refusal());
    }

    @Test
    void whatRanOutOfMemoryNowAndThenIsCalledOn() {
        for (int i = 0; i < 5 * Ailments.MOST_EXHAUSTIONS; i++) {
            problem(waiting,
                    exhausting("unable to create native thread: possibly out of memory or process/resource limits"));
            assertEquals(Optional.empty(), waiting.refusal());
            now = now.plusSeconds(31);
        }
        assertEquals(1, waiting.troubles().size());
        now = now.plusSeconds(60);
        assertEquals(List.of(), waiting.troubles());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsOpenIsClosedAlsoWhileThereAreNoCalls(boolean waits) {
        Guard guard = guard(waits);
        for (int i = 0; i < Ailments.MOST_EXHAUSTIONS; i++) {
            problem(guard, exhausting("Java heap space"));
        }
        assertProblem(ProblemCode.UNAVAILABLE, guard.refusal().orElseThrow(), problem(guard, () -> "answer"));
        AtomicBoolean closed = new AtomicBoolean();
        guard.close("close", LONG, () -> closed.set(true));
        assertTrue(closed.get());
        assertEquals("closed", guard.hereAnyway("close", () -> "closed"));
    }

    @Test
    void aClosingHasADeadlineAndIsNamed() {
        Semaphore release = new Semaphore(0);
        while (waiting.lostCalls() == 0) {
            assertProblem(ProblemCode.DEADLINE, "plugin 'x' did not answer the closing of logs within 50 ms",
                    assertThrows(ProblemException.class,
                            () -> waiting.close("the closing of logs", SHORT, release::acquireUninterruptibly)));
        }
        release.release();
    }

    @Test
    void threadsOfThePluginAreCountedAndNamed() {
        Semaphore release = new Semaphore(0);
        waiting.call("the question", LONG, () -> {
            for (int i = 0; i <= Guard.MOST_THREADS; i++) {
                Thread.ofPlatform().daemon().name("leak-" + (1000 + i)).start(release::acquireUninterruptibly);
            }
            return "answer";
        });
        Await.until(() -> waiting.refusal().isPresent());
        assertEquals(
                Optional.of("plugin 'x' has 257 threads of its own, such as 'leak-1000', 'leak-1001', 'leak-1002', "
                        + "and gets no calls while they are more than 256; restart runed if they stay"),
                waiting.refusal());
        assertProblem(ProblemCode.UNAVAILABLE, waiting.refusal().orElseThrow(), problem(waiting, () -> "answer"));
        release.release(Guard.MOST_THREADS + 1);
        Await.until(() -> waiting.refusal().isEmpty());
        assertEquals("answer", waiting.call("the question", LONG, () -> "answer"));
    }

    @Test
    void aCallPastItsDeadlineIsInterrupted() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        assertProblem(ProblemCode.DEADLINE, "plugin 'x' did not answer the question within 50 ms",
                assertThrows(ProblemException.class, () -> waiting.call("the question", SHORT, () -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return "late";
                })));
        assertTrue(interrupted.await(LONG.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void whatALateCallOpensIsClosed() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        assertProblem(ProblemCode.DEADLINE, "plugin 'x' did not answer the question within 50 ms",
                assertThrows(ProblemException.class, () -> waiting.<AutoCloseable>call("the question", SHORT, () -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        // It opens all the same.
                    }
                    return closed::countDown;
                })));
        assertTrue(closed.await(LONG.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void deadlinesAreSaidInWords() {
        assertTrue(waiting.call("the question", LONG, () -> "x") != null);
        assertEquals("30 s", Guard.inWords(Duration.ofSeconds(30)));
        assertEquals("90 s", Guard.inWords(Duration.ofSeconds(90)));
        assertEquals("30 min", Guard.inWords(Duration.ofMinutes(30)));
        assertEquals("1500 ms", Guard.inWords(Duration.ofMillis(1500)));
    }

    @Test
    void whileALostCallRunsNoOtherAboutItsSubjectIsLetIn() {
        Semaphore release = new Semaphore(0);
        Optional<String> api = Optional.of("api-1");
        while (waiting.lostCalls() == 0) {
            assertThrows(ProblemException.class, () -> waiting.call("start of api-1", api, SHORT, stubborn(release)));
        }
        assertProblem(ProblemCode.UNAVAILABLE,
                "plugin 'x' is still busy with start of api-1, which it did not answer in time",
                assertThrows(ProblemException.class, () -> waiting.call("stop of api-1", api, LONG, () -> "answer")));
        assertEquals("answer", waiting.call("stop of api-2", Optional.of("api-2"), LONG, () -> "answer"));
        assertEquals("answer", waiting.call("list", LONG, () -> "answer"));
        release.release();
        Await.until(() -> waiting.lostCalls() == 0);
        assertEquals("answer", waiting.call("stop of api-1", api, LONG, () -> "answer"));
    }

    @Test
    void aPluginThatLosesTooManyCallsGetsNoOthers() {
        Semaphore release = new Semaphore(0);
        // One that has not begun when its time is up never does, and is not lost.
        while (waiting.lostCalls() < Guard.MOST_LOST) {
            assertThrows(ProblemException.class, () -> waiting.call("list", Duration.ofMillis(1), stubborn(release)));
        }
        ProblemException refused = problem(waiting, () -> "answer");
        assertEquals(ProblemCode.UNAVAILABLE, refused.problem().code());
        release.release(Guard.MOST_LOST);
        Await.until(() -> waiting.lostCalls() == 0);
        assertEquals("answer", waiting.call("list", LONG, () -> "answer"));
    }

    @Test
    void interruptingTheCallerInterruptsTheCall() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                waiting.call("the question", LONG, () -> {
                    entered.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                    return "never";
                });
                stillInterrupted.complete(false);
            } catch (ProblemException e) {
                assertEquals(ProblemCode.UNAVAILABLE, e.problem().code());
                stillInterrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        entered.await();
        caller.interrupt();
        assertTrue(interrupted.await(LONG.toSeconds(), TimeUnit.SECONDS));
        assertTrue(stillInterrupted.get(LONG.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void readersThatKnowInterruptionsGetThem() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class,
                () -> waiting.interruptibly("the logs", () -> new CountDownLatch(1).await(1, TimeUnit.DAYS)));
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void causesAreKept() {
        ProblemException problem = problem(waiting, () -> {
            throw new ExecutionException(new IllegalStateException("inner"));
        });
        assertInstanceOf(IllegalStateException.class, problem.getCause());
        assertEquals("plugin 'x' failed in the question: IllegalStateException: inner", problem.getMessage());
    }
}
