package dev.rune.kernel.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.exposure.Exposure;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.status.InstanceId;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@DisplayName("A question that is asked again and again")
class GuardedQuestionsTest {
    private static final InstanceId ID = new InstanceId("default", "api-1");
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Deadlines DEADLINES = new Deadlines(SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT,
            SHORT, SHORT, SHORT);

    private final Semaphore release = new Semaphore(0);
    private final Guard guard = Guard.waiting("x", new URLClassLoader(new URL[0]),
            InstantSource.system());
    private final Runner runner = new GuardedRunner(guard, DEADLINES, "vm", hanging(Runner.class));
    private final Exposure exposure = new GuardedExposureProvider.GuardedExposure(guard, DEADLINES, "door",
            hanging(Exposure.class));

    /** Pays no heed to interruptions, whatever it is asked. */
    private <T> T hanging(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, (self, method, words) -> {
            release.acquireUninterruptibly();
            throw new IllegalStateException("nobody waits any more");
        }));
    }

    @AfterEach
    void end() {
        release.release(Integer.MAX_VALUE);
    }

    @Test
    @DisplayName("costs a plugin that does not answer it one call only")
    void oneCall() {
        Map<String, Executable> questions = Map.of("list of runner 'vm'", runner::list, "trouble of runner 'vm'",
                runner::trouble, "usage of " + ID, () -> runner.usage(ID), "report of exposure 'door'",
                exposure::report, "trouble of exposure 'door'", exposure::trouble,
                "requests in flight of exposure 'door'", () -> exposure.inFlight(ID));
        int lost = 0;
        for (Map.Entry<String, Executable> question : questions.entrySet()) {
            lost++;
            // One that has not begun when its time is up never does, and is not lost.
            while (guard.lostCalls() < lost) {
                assertEquals(ProblemCode.DEADLINE, failure(question.getValue()).problem().code());
            }
            ProblemException again = failure(question.getValue());
            assertEquals(ProblemCode.UNAVAILABLE, again.problem().code());
            assertEquals("plugin 'x' is still busy with " + question.getKey()
                    + ", which it did not answer in time", again.getMessage());
            assertEquals(lost, guard.lostCalls());
        }
    }

    private static ProblemException failure(Executable question) {
        return assertThrows(ProblemException.class, question);
    }
}
