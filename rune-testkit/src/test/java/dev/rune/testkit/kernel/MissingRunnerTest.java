package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.host.Abandoned;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.KernelHarness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@DisplayName("A service whose runner's plugin is gone")
class MissingRunnerTest extends KernelTest {
    private static String refused(Executable request) {
        ProblemException refusal = assertThrows(ProblemException.class, request);
        assertEquals(ProblemCode.CONFLICT, refusal.problem().code());
        return refusal.problem().message();
    }

    private void loseTheRunner() {
        harness.endKernel();
        harness.startKernelWithoutRunner();
    }

    @Test
    @DisplayName("is not deleted, for nobody could stop its instances, and is told what to do")
    void isNotDeleted() {
        harness.castAndAwait(service("api").scale(2));
        loseTheRunner();
        String why = refused(() -> harness.kernel().delete(KernelHarness.ref("api"), true, false));
        assertEquals("nobody can stop the instances of service 'api': no plugin provides the runner 'fake'; put its "
                + "plugin in order and start runed again, or say --abandon, which forgets the service and leaves what "
                + "runs of it", why);
        assertEquals(ServicePhase.FAILED, harness.phase("api"));
    }

    @Test
    @DisplayName("goes on as before once the plugin is there again")
    void goesOnWithItsPlugin() {
        harness.castAndAwait(service("api").scale(2));
        List<?> before = harness.living("api").stream().map(instance -> instance.id()).toList();
        loseTheRunner();
        harness.restartKernel();
        harness.settle();
        assertEquals(before, harness.living("api").stream().map(instance -> instance.id()).toList());
        assertEquals(ServicePhase.RUNNING, harness.phase("api"));
    }

    @Test
    @DisplayName("can be abandoned: it is forgotten, and what runs of it goes on")
    void canBeAbandoned() {
        harness.castAndAwait(service("api").scale(2));
        loseTheRunner();
        assertEquals(new Abandoned("fake", 2), harness.kernel().abandon(KernelHarness.ref("api"), false));
        harness.settle();
        assertEquals(List.of(), harness.kernel().services(Optional.empty()));
        assertEquals(2, harness.host().living().size());
        assertTrue(harness.reasons("api").contains("Abandoned"));
        harness.restartKernel();
        harness.settle();
        assertEquals(2, harness.host().living().size(), "nobody stops what nobody knows");
    }

    @Test
    @DisplayName("can be abandoned while it is being deleted, and its namespace goes with it")
    void canBeAbandonedWhileItIsDeleted() {
        harness.castAndAwait(service("api"));
        harness.kernel().delete(KernelHarness.ref("api"), false, false);
        loseTheRunner();
        assertEquals(ServicePhase.DELETING, harness.phase("api"));
        harness.kernel().abandon(KernelHarness.ref("api"), false);
        harness.settle();
        assertEquals(List.of(), harness.kernel().services(Optional.empty()));
    }

    @Test
    @DisplayName("is not abandoned under those that need it, unless forced")
    void isNeeded() {
        harness.castAndAwait(service("db"));
        harness.castAndAwait(service("api").needs("db"));
        loseTheRunner();
        assertEquals("service 'db' is needed by api; delete them first, or say --force",
                refused(() -> harness.kernel().abandon(KernelHarness.ref("db"), false)));
        harness.kernel().abandon(KernelHarness.ref("db"), true);
    }

    @Test
    @DisplayName("can be abandoned where its runner does not answer, also while it is being deleted")
    void unreachable() {
        harness.castAndAwait(service("api").scale(2));
        harness.host().listing(false);
        harness.kernel().delete(KernelHarness.ref("api"), false, false);
        harness.advance(Duration.ofMinutes(2));
        assertEquals(ServicePhase.DELETING, harness.phase("api"));
        assertEquals(new Abandoned("fake", 2), harness.kernel().abandon(KernelHarness.ref("api"), false));
        harness.awaitGone("api");
        assertEquals(2, harness.host().living().size());
    }

    @Test
    @DisplayName("is not abandoned while its runner works")
    void isNotAbandonedLightly() {
        harness.castAndAwait(service("api"));
        assertEquals("runner 'fake' works: delete service 'api' without --abandon, which stops its instances",
                refused(() -> harness.kernel().abandon(KernelHarness.ref("api"), false)));
    }
}
