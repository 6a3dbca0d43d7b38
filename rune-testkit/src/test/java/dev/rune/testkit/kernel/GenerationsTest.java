package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.host.CastDocument;
import dev.rune.kernel.spi.host.CastOptions;
import dev.rune.kernel.spi.host.CastResult.CastObject;
import dev.rune.kernel.spi.host.CastResult.Outcome;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.KernelHarness;
import dev.rune.testkit.ServiceBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A generation")
class GenerationsTest {
    private final KernelHarness harness = new KernelHarness();

    @AfterEach
    void close() {
        harness.close();
    }

    private CastObject cast(ServiceBuilder service) {
        return harness.cast(service).objects().getFirst();
    }

    @Test
    @DisplayName("begins at 1 and is observed once it was acted upon")
    void beginsAtOne() {
        CastObject created = cast(service("api"));
        assertEquals(Outcome.CREATED, created.outcome());
        assertEquals(1, created.generation());
        assertEquals(1, harness.status("api").observedGeneration());
    }

    @Test
    @DisplayName("does not change when the same is cast again, and nothing restarts")
    void sameSpecIsUnchanged() {
        harness.castAndAwait(service("api").scale(2).env("A", "1"));
        var before = harness.living("api");
        int commits = harness.store().commits();
        CastObject again = cast(service("api").env("A", "1").scale(2));
        harness.advance(Duration.ofMinutes(2));
        assertEquals(Outcome.UNCHANGED, again.outcome());
        assertEquals(1, again.generation());
        assertEquals(before, harness.living("api"));
        assertEquals(commits, harness.store().commits());
    }

    @Test
    @DisplayName("does not change when the printed document is cast again")
    void printedDocumentIsUnchanged() {
        harness.castAndAwait(service("api").scale(3).env("A", "1").with("labels", Map.of("team", "x"))
                .with("ports", List.of(Map.of("name", "http", "port", 80))).readiness(Map.of("intervalSeconds", 3)));
        var document = new CastDocument(CastDocument.Kind.SERVICE, harness.kernel().document(KernelHarness.ref("api")));
        CastObject again = harness.kernel().cast(List.of(document), new CastOptions("default", false, false)).objects()
                .getFirst();
        assertEquals(Outcome.UNCHANGED, again.outcome(), again::toString);
    }

    @Test
    @DisplayName("grows by one with each change of the template, which replaces the instances")
    void templateReplaces() {
        harness.castAndAwait(service("api").env("A", "1"));
        var before = harness.living("api").getFirst();
        CastObject updated = cast(service("api").env("A", "2"));
        assertEquals(Outcome.UPDATED, updated.outcome());
        assertEquals(2, updated.generation());
        assertTrue(updated.replaces());
        harness.await("the rollout is complete",
                () -> harness.living("api").size() == 1 && !harness.living("api").contains(before));
        assertNotEquals(before.id(), harness.living("api").getFirst().id());
        assertEquals(2, harness.living("api").getFirst().labels().generation());
    }

    @Test
    @DisplayName("grows with a change of what is live, which the running instances keep")
    void liveChangesKeepInstances() {
        harness.castAndAwait(service("api"));
        var before = harness.living("api");
        List<ServiceBuilder> changes = List.of(service("api").with("labels", Map.of("team", "x")),
                service("api").liveness(Map.of("intervalSeconds", 5)), service("api").with("restart", "never"),
                service("api").with("stop", Map.of("gracePeriodSeconds", 1)),
                service("api").with("updateStrategy", "recreate"), service("api").with("drainSeconds", 1));
        int generation = 1;
        for (ServiceBuilder change : changes) {
            CastObject updated = cast(change);
            assertEquals(++generation, updated.generation());
            assertFalse(updated.replaces(), updated::toString);
            harness.advance(Duration.ofSeconds(40));
            assertEquals(before, harness.living("api"), updated::toString);
            assertEquals(generation, harness.status("api").observedGeneration());
        }
    }

    @Test
    @DisplayName("grows with a scale, and not with the same scale again")
    void scaleIsAGeneration() {
        harness.castAndAwait(service("api"));
        assertTrue(harness.kernel().scale(KernelHarness.ref("api"), 2).changed());
        assertEquals(2, harness.status("api").generation());
        assertFalse(harness.kernel().scale(KernelHarness.ref("api"), 2).changed());
        assertEquals(2, harness.status("api").generation());
    }

    @Test
    @DisplayName("says what changed, field by field")
    void saysWhatChanged() {
        harness.castAndAwait(service("api").env("A", "1"));
        CastObject updated = cast(service("api").env("A", "2").scale(4));
        assertEquals(List.of("env.A", "scale"),
                updated.changes().stream().map(change -> change.path()).sorted().toList());
    }

    @Test
    @DisplayName("of a dry run is told and not made")
    void dryRun() {
        harness.castAndAwait(service("api"));
        var result = harness.kernel().cast(List.of(service("api").env("A", "2").document(), service("new").document()),
                new CastOptions("default", true, false));
        assertEquals(List.of(Outcome.UPDATED, Outcome.CREATED),
                result.objects().stream().map(CastObject::outcome).toList());
        harness.advance(Duration.ofMinutes(1));
        assertEquals(1, harness.status("api").generation());
        assertEquals(1, harness.kernel().services(Optional.empty()).size());
    }

    @Test
    @DisplayName("is made for all services of a cast or for none")
    void allOrNone() {
        harness.castAndAwait(service("api"));
        ProblemException refused = assertThrows(ProblemException.class,
                () -> harness.cast(service("api").env("A", "2"), service("bad").with("scale", "many"),
                        service("worse").with("unknown", 1)));
        assertEquals(ProblemCode.INVALID, refused.problem().code());
        assertEquals(2, refused.problem().findings().size(), refused.problem()::toString);
        assertEquals(1, harness.status("api").generation());
    }

    @Test
    @DisplayName("that could not be stored is not made, and can be cast again")
    void storeFails() {
        harness.store().failCommits(1);
        assertThrows(ProblemException.class, () -> harness.cast(service("api")));
        harness.advance(Duration.ofMinutes(1));
        assertEquals(List.of(), harness.kernel().services(Optional.empty()));
        assertEquals(List.of(), harness.host().starts());
        harness.castAndAwait(service("api"));
    }

    @Test
    @DisplayName("made while the one before is on its way supersedes it")
    void supersedes() {
        harness.host().startTime(Duration.ofSeconds(5));
        harness.cast(service("api").env("A", "1").scale(3));
        harness.advance(Duration.ofSeconds(2));
        harness.cast(service("api").env("A", "2").scale(3));
        harness.advance(Duration.ofSeconds(4));
        harness.cast(service("api").env("A", "3").scale(3));
        harness.await("three of the last run", () -> harness.status("api").rollout().state().name().equals("COMPLETE"));
        assertEquals(3, harness.living("api").size());
        assertTrue(harness.living("api").stream().allMatch(seen -> seen.labels().generation() == 3));
    }

    @Test
    @DisplayName("of a service with skip is not made")
    void skip() {
        CastObject skipped = cast(service("api").with("skip", true).does(Behaviour.program()));
        assertEquals(Outcome.SKIPPED, skipped.outcome());
        assertEquals(List.of(), harness.kernel().services(Optional.empty()));
    }
}
