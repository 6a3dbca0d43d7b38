package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.KernelHarness;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A service that is deleted")
class DeletionTest extends KernelTest {
    private static final Behaviour STUBBORN = Behaviour.program().ignores(Signal.SIGTERM).runsForEver();

    private void delete(String service) {
        harness.kernel().delete(KernelHarness.ref(service), false, false);
        harness.settle();
    }

    @Test
    @DisplayName("is Deleting until its instances are stopped and removed, and then gone")
    void goesInOrder() {
        harness.castAndAwait(service("api").scale(3).does(STUBBORN));
        delete("api");
        harness.advance(seconds(5));
        assertEquals(ServicePhase.DELETING, harness.phase("api"));
        assertEquals(3, ids("api").size());
        harness.awaitGone("api");
        assertEquals(List.of(), harness.host().all());
        assertEquals(0, harness.store().load().stream().filter(o -> o.key().name().startsWith("api")).count());
    }

    @Test
    @DisplayName("takes its ended instances with it, unless the logs are to stay")
    void logsMayStay() {
        harness.castAndAwait(service("api"), service("kept"));
        harness.host().end(only("api"), Exit.code(1));
        harness.host().end(only("kept"), Exit.code(1));
        harness.settle();
        delete("api");
        harness.kernel().delete(KernelHarness.ref("kept"), false, true);
        harness.awaitGone("api");
        harness.awaitGone("kept");
        assertEquals(2, harness.host().all().size());
        assertTrue(harness.host().all().stream().allMatch(seen -> seen.id().service().name().equals("kept")));
    }

    @Test
    @DisplayName("and whose kernel ends meanwhile is deleted by the next one")
    void theNextKernelGoesOn() {
        harness.castAndAwait(service("api").scale(2).does(STUBBORN));
        delete("api");
        harness.advance(seconds(3));
        harness.killKernel();
        harness.startKernel();
        assertEquals(ServicePhase.DELETING, harness.phase("api"));
        harness.awaitGone("api");
        assertEquals(List.of(), harness.host().all());
    }

    @Test
    @DisplayName("stays while its runner cannot be asked")
    void staysWhileUnknown() {
        harness.castAndAwait(service("api"));
        harness.host().listing(false);
        delete("api");
        harness.advance(seconds(120));
        assertEquals(ServicePhase.DELETING, harness.phase("api"));
        assertEquals(1, ids("api").size());
        harness.host().listing(true);
        harness.awaitGone("api");
        assertEquals(List.of(), harness.host().all());
    }

    @Test
    @DisplayName("while it starts leaves nothing behind")
    void whileItStarts() {
        harness.host().startTime(seconds(5));
        harness.cast(service("api").scale(4));
        harness.advance(seconds(2));
        delete("api");
        harness.awaitGone("api");
        harness.advance(seconds(60));
        assertEquals(List.of(), harness.host().all());
    }

    @Test
    @DisplayName("can be neither scaled nor restarted nor cast while it goes")
    void cannotBeChanged() {
        harness.castAndAwait(service("api").does(STUBBORN));
        delete("api");
        List<Runnable> changes = List.of(() -> harness.scale("api", 2),
                () -> harness.kernel().restart(KernelHarness.ref("api"), false),
                () -> harness.cast(service("api").env("A", "1")));
        for (Runnable change : changes) {
            ProblemException refused = assertThrows(ProblemException.class, change::run);
            assertEquals(ProblemCode.CONFLICT, refused.problem().code());
        }
    }

    @Test
    @DisplayName("and cast again is another service: new ids, generation 1, no crashes")
    void castAgain() {
        harness.castAndAwait(service("api"));
        harness.host().end(only("api"), Exit.code(1));
        harness.settle();
        var before = only("api");
        delete("api");
        harness.awaitGone("api");
        harness.castAndAwait(service("api"));
        assertNotEquals(before, only("api"));
        assertEquals(1, harness.status("api").generation());
        assertEquals(0, onlyStatus("api").restartCount());
    }

    @Test
    @DisplayName("and is needed by others is refused, and named, unless by force")
    void neededByOthers() {
        harness.castAndAwait(service("db"));
        harness.castAndAwait(service("api").needs("db"), service("web").needs("db"));
        ProblemException refused = assertThrows(ProblemException.class, () -> delete("db"));
        assertEquals(ProblemCode.CONFLICT, refused.problem().code());
        assertTrue(refused.getMessage().contains("api") && refused.getMessage().contains("web"), refused::getMessage);
        harness.kernel().delete(KernelHarness.ref("db"), true, false);
        harness.awaitGone("db");
        assertEquals(1, ids("api").size());
    }

    @Test
    @DisplayName("with its namespace goes with it, by force only")
    void namespaces() {
        harness.kernel().createNamespace("team");
        harness.cast(service("api").with("namespace", "team"));
        ProblemException refused = assertThrows(ProblemException.class,
                () -> harness.kernel().deleteNamespace("team", false));
        assertEquals(ProblemCode.CONFLICT, refused.problem().code());
        harness.kernel().deleteNamespace("team", true);
        harness.await("the namespace is gone", () -> harness.kernel().namespaces().size() == 1);
        assertEquals(List.of(), harness.host().all());
        assertEquals(List.of(), harness.kernel().services(Optional.empty()));
    }

    @Test
    @DisplayName("that is not there is NOT_FOUND")
    void notThere() {
        ProblemException refused = assertThrows(ProblemException.class, () -> delete("nobody"));
        assertEquals(ProblemCode.NOT_FOUND, refused.problem().code());
    }
}
