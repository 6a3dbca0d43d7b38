package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The page "Scale &amp; restart" of the documentation, sentence by sentence, and what it leads to: updates that go back.
 * A subclass says by its castfiles which runner it is about.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ScaleAndRestartPage {
    private static final JsonMapper JSON = new JsonMapper();

    private final ExecutorService commands = Executors.newVirtualThreadPerTaskExecutor();
    private Runed runed;

    /** What instances are like. */
    enum Nature {
        /** They get ready and stay so. */
        WELL,
        /** They say "no database" and never get ready, which is known after two seconds. */
        NEVER_READY,
        /** They say "no database" and end with code 3. */
        CRASHING
    }

    /**
     * A castfile of a service with a readiness probe that asks every second.
     *
     * @param version what makes the template another one
     * @param nature  what its instances are like
     * @param more    further fields
     */
    abstract String castfile(String name, String version, Nature nature, String more);

    /** Whatever is started from now on is like this, whatever its castfile says; {@code WELL} undoes it. */
    abstract void newcomersAre(Nature nature);

    /** How many instances of a service live, from wherever {@code runed} has no say. */
    abstract int alive(String name);

    /** What {@code runed} is told beyond the usual. */
    Map<String, String> environment() {
        return Map.of();
    }

    /** How many services crash together. */
    int storm() {
        return 50;
    }

    Path directory() {
        return runed.data().getParent();
    }

    @BeforeAll
    void start(@TempDir Path directory) {
        runed = Runed.start(directory, environment());
    }

    @AfterAll
    void stop() {
        commands.shutdownNow();
        runed.close();
    }

    private void castWell(String name, int scale) {
        runed.cast(castfile(name, "1", Nature.WELL, "scale: " + scale)).done();
    }

    private Set<String> ids(String name) {
        return runed.instances(name).stream().filter(Instance::ready).map(Instance::id).collect(Collectors.toSet());
    }

    private JsonNode status(String name) {
        return runed.json("get", "service", name).path("status");
    }

    private int count(String name, String field) {
        return status(name).path(field).asInt();
    }

    /** The row of a service in the table. */
    private String row(String name) {
        return runed.rune("get", "services").done().lines().stream().filter(line -> line.startsWith(name + " "))
                .findFirst().orElse("");
    }

    /** Runs a command beside the test. */
    private CompletableFuture<Outcome> begin(String input, String... words) {
        return CompletableFuture.supplyAsync(() -> runed.runeWithInput(input, words), commands);
    }

    /** Runs a command while its service is looked at from outside again and again. */
    private Outcome watched(String name, int leastReady, int mostThere, String input, String... words) {
        var command = begin(input, words);
        var looks = 0;
        while (!command.isDone() || looks == 0) {
            looks++;
            var alive = alive(name);
            assertTrue(alive >= leastReady && alive <= mostThere, () -> alive + " live");
            var status = status(name);
            assertTrue(status.path("readyReplicas").asInt() >= leastReady, status::toString);
            assertTrue(status.path("currentReplicas").asInt() <= mostThere, status::toString);
        }
        return command.join();
    }

    @Test
    void scaleCreatesOrDestroysInstancesUntilThatManyAreRunningAndHealthy() {
        castWell("immediate", 1);
        var scaled = watched("immediate", 1, 5, "", "scale", "immediate", "5").done();
        assertEquals("service/immediate scaled to 5\n", scaled.out());
        assertTrue(scaled.err().contains("immediate: 5/5 ready"), scaled::err);
        assertEquals(5, ids("immediate").size());
        runed.rune("scale", "immediate", "2").done();
        assertEquals(2, ids("immediate").size());
        assertEquals("service/immediate unchanged\n", runed.rune("scale", "immediate", "2").done().out());
    }

    @Test
    void scaleDoesNotWaitWhereThatIsNotWanted() {
        castWell("detached", 1);
        assertEquals("service/detached scaling to 3\n", runed.rune("scale", "detached", "3", "--no-wait").done().out());
        Await.that("three", () -> ids("detached").size() == 3);
        newcomersAre(Nature.NEVER_READY);
        try {
            var late = runed.rune("scale", "detached", "4", "--timeout=300ms").expect(7);
            assertTrue(late.err().contains("runed goes on"), late::err);
        } finally {
            newcomersAre(Nature.WELL);
        }
    }

    @Test
    void gradualAddsAFewInstancesAtATimeUntilThereAreEnough() {
        castWell("ramp", 2);
        var old = ids("ramp");
        var scaled = watched("ramp", 2, 8, "", "scale", "ramp", "8", "--mode=gradual", "--step=2", "--interval=1s")
                .done();
        var steps = scaled.err().lines().filter(line -> line.contains("ramp: step ")).toList();
        assertEquals(List.of("ramp: step 1 of 3: 4 of 8 instances", "ramp: step 2 of 3: 6 of 8 instances",
                "ramp: step 3 of 3: 8 of 8 instances"), steps);
        assertTrue(ids("ramp").containsAll(old));
        var history = status("ramp").path("rollout").path("history").path(0);
        assertEquals("gradual", history.path("mode").asString());
        assertEquals("Complete", history.path("state").asString());
        assertEquals(2, history.path("from").asInt());
        assertEquals(8, history.path("to").asInt());
        assertEquals("1s", history.path("interval").asString());
        watched("ramp", 5, 8, "", "scale", "ramp", "5", "--mode=gradual", "--interval=200ms").done();
        assertEquals(5, ids("ramp").size());
    }

    @Test
    void aStepThatFailsAbortsTheOperationAndTheOldScaleComesBack() {
        for (var nature : List.of(Nature.NEVER_READY, Nature.CRASHING)) {
            var name = "aborted-" + nature.ordinal();
            castWell(name, 2);
            var old = ids(name);
            newcomersAre(nature);
            try {
                var failed = watched(name, 2, 4, "", "scale", name, "8", "--mode=gradual", "--step=2",
                        "--interval=1s").expect(8);
                assertTrue(failed.err().contains("the scale to 8 of " + name + " failed"), failed::err);
                assertTrue(failed.err().contains("no database"), failed::err);
                assertTrue(failed.err().contains(name + " is now Running with 2/2 ready"), failed::err);
            } finally {
                newcomersAre(Nature.WELL);
            }
            assertEquals(old, ids(name));
            assertEquals(2, count(name, "desiredReplicas"));
            assertTrue(status(name).path("lastScaleReason").asString().startsWith("rollback: "));
        }
    }

    @Test
    void anImmediateScaleRollsBackAsWell() {
        castWell("at-once", 1);
        var old = ids("at-once");
        newcomersAre(Nature.NEVER_READY);
        try {
            runed.rune("scale", "at-once", "3").expect(8);
        } finally {
            newcomersAre(Nature.WELL);
        }
        assertEquals(old, ids("at-once"));
    }

    @Test
    void withoutRollbackTheNewScaleIsPinnedEvenIfSomeFail() {
        castWell("pinned", 1);
        newcomersAre(Nature.NEVER_READY);
        try {
            runed.rune("scale", "pinned", "3", "--rollback-on-fail=false", "--timeout=4s").expect(7);
        } finally {
            newcomersAre(Nature.WELL);
        }
        assertEquals(3, count("pinned", "desiredReplicas"));
        assertEquals(3, count("pinned", "currentReplicas"));
        assertEquals(1, count("pinned", "readyReplicas"));
        runed.rune("restart", "pinned").done();
        assertEquals(3, ids("pinned").size());
    }

    @Test
    void restartScalesToZeroAndBackToThePreviousScale() {
        castWell("restarted", 3);
        var old = ids("restarted");
        assertEquals("service/restarted restarted\n", runed.rune("restart", "restarted").done().out());
        assertEquals(3, ids("restarted").size());
        assertTrue(ids("restarted").stream().noneMatch(old::contains));
        assertEquals("restart", status("restarted").path("lastScaleReason").asString());
        var rolling = ids("restarted");
        watched("restarted", 3, 4, "", "restart", "restarted", "--rolling").done();
        assertTrue(ids("restarted").stream().noneMatch(rolling::contains));
    }

    @Test
    void stopKeepsTheSpecAndScaleCastOrRestartBringItBack() {
        castWell("stopped", 2);
        runed.rune("stop", "stopped").done();
        assertTrue(row("stopped").contains("Stopped") && row("stopped").contains("0/0"), () -> row("stopped"));
        assertEquals(0, count("stopped", "desiredReplicas"));
        assertEquals("stop", status("stopped").path("lastScaleReason").asString());
        assertEquals("service/stopped unchanged\n", runed.rune("stop", "stopped").done().out());
        runed.rune("scale", "stopped", "3").done();
        assertEquals(3, ids("stopped").size());
        runed.rune("stop", "stopped").done();
        runed.cast(castfile("stopped", "1", Nature.WELL, "")).done();
        assertEquals(3, ids("stopped").size());
        runed.rune("stop", "stopped").done();
        runed.rune("restart", "stopped").done();
        assertEquals(3, ids("stopped").size());
        runed.rune("scale", "stopped", "0").done();
        runed.rune("scale", "stopped", "3").done();
        assertEquals(3, ids("stopped").size());
    }

    @Test
    void theStatusShowsWhatIsWantedAndWhatIsThere() {
        castWell("shown", 1);
        runed.rune("scale", "shown", "9", "--mode=gradual", "--step=2", "--interval=1h", "--no-wait").done();
        Await.that("three", () -> count("shown", "readyReplicas") == 3);
        var yaml = runed.rune("get", "service", "shown", "-o", "yaml").done().lines();
        var status = yaml.subList(yaml.indexOf("status:"), yaml.size());
        assertEquals("  desiredReplicas: 9", status.get(1));
        assertEquals("  readyReplicas: 3", status.get(2));
        assertEquals("  currentReplicas: 3", status.get(3));
        assertTrue(status.get(4).matches(" {2}lastScaleAt: .*Z.*"), status.get(4));
        assertEquals("  lastScaleReason: scale", status.get(5));
        var rollout = status("shown").path("rollout");
        assertEquals("gradual", rollout.path("mode").asString());
        assertEquals("Progressing", rollout.path("state").asString());
        assertEquals(2, rollout.path("step").asInt());
        assertEquals(1, rollout.path("currentStep").asInt());
        assertEquals(3, rollout.path("current").asInt());
        assertEquals("scale", rollout.path("reason").asString());
        assertTrue(runed.rune("rollout", "status", "shown").done().out().contains("from 1 to 9 by 2 every 3600s"));

        assertEquals("service/shown scale cancelled\n", runed.rune("scale", "shown", "--cancel").done().out());
        assertEquals(3, count("shown", "desiredReplicas"));
        assertEquals("service/shown unchanged\n", runed.rune("scale", "shown", "--cancel").done().out());
    }

    @Test
    void aNewerOperationSupersedesAndIsNamed() {
        castWell("overtaken", 1);
        var waiting = begin("", "scale", "overtaken", "9", "--mode=gradual", "--interval=1h");
        Await.that("the first step", () -> count("overtaken", "currentReplicas") == 2);
        var joined = begin("", "scale", "overtaken", "9", "--mode=gradual");
        runed.rune("scale", "overtaken", "9", "--no-wait").done();
        assertEquals("gradual", status("overtaken").path("rollout").path("mode").asString());
        runed.rune("scale", "overtaken", "3").done();
        for (var outcome : List.of(waiting.join(), joined.join())) {
            assertTrue(outcome.expect(5).err().contains("superseded by scale (generation 3)"), outcome::err);
        }
        assertEquals(3, ids("overtaken").size());
    }

    @Test
    void anOperationGoesOnWhenTheDaemonIsKilledBetweenItsSteps() {
        castWell("survivor", 1);
        var old = ids("survivor");
        var waiting = begin("", "scale", "survivor", "5", "--mode=gradual", "--interval=2s");
        for (var places = 2; places <= 4; places++) {
            var wanted = places;
            Await.that(places + " ready", () -> count("survivor", "readyReplicas") == wanted);
            runed.kill9();
            runed.start();
            assertTrue(count("survivor", "currentReplicas") <= wanted + 1);
        }
        assertEquals("service/survivor scaled to 5\n", waiting.join().done().out());
        assertEquals(5, ids("survivor").size());
        assertTrue(ids("survivor").containsAll(old));
    }

    @Test
    void progressIsAStreamOfEventsForPrograms() {
        castWell("streamed", 1);
        var lines = runed.rune("scale", "streamed", "3", "--mode=gradual", "--interval=1s", "-o", "json").done()
                .lines();
        var events = lines.stream().map(JSON::readTree).toList();
        assertTrue(events.stream().anyMatch(event -> event.path("type").asString().equals("progress")
                && event.path("current").asInt() == 2), lines::toString);
        assertEquals("result", events.getLast().path("type").asString());
        assertEquals(0, events.getLast().path("exitCode").asInt());
    }

    @Test
    void aVersionThatIsNeverReadyGoesBackAndTheOldInstancesServeOn() {
        for (var nature : List.of(Nature.NEVER_READY, Nature.CRASHING)) {
            var name = "release-" + nature.ordinal();
            castWell(name, 6);
            var before = runed.instances(name).stream().map(instance -> instance.json().path("pid").asString("")
                    + instance.id()).collect(Collectors.toSet());
            var document = runed.json("get", "service", name).path("service");
            var failed = watched(name, 6, 7, castfile(name, "2", nature, "scale: 6"), "cast", "-").expect(8);
            assertTrue(failed.err().contains("the cast of " + name + " failed"), failed::err);
            assertTrue(failed.err().contains("cause: "), failed::err);
            assertTrue(failed.err().contains("no database"), failed::err);
            assertTrue(failed.err().contains(name + " is now Running with 6/6 ready"), failed::err);
            assertEquals(before, runed.instances(name).stream()
                    .map(instance -> instance.json().path("pid").asString("") + instance.id())
                    .collect(Collectors.toSet()));
            assertEquals(document, runed.json("get", "service", name).path("service"));
            assertTrue(runed.rune("rollout", "history", name).done().out().contains("RolledBack"));
        }
    }

    @Test
    void anUpdateMovesWithinItsBoundsCanRestAndBeUndone() {
        castWell("moving", 4);
        var old = ids("moving");
        var rest = "scale: 4\nupdateStrategy: { onFailure: pause }";
        runed.cast(castfile("moving", "1", Nature.WELL, rest)).done();
        assertEquals(old, ids("moving"));
        var failed = watched("moving", 4, 5, castfile("moving", "2", Nature.NEVER_READY, rest), "cast", "-").expect(8);
        assertTrue(failed.err().contains("rune rollout undo moving"), failed::err);
        assertTrue(runed.rune("rollout", "status", "moving").done().out().contains("Paused"));
        runed.rune("rollout", "undo", "moving").done();
        assertEquals(old, ids("moving"));
        watched("moving", 4, 5, castfile("moving", "3", Nature.WELL, rest), "cast", "-").done();
        assertTrue(ids("moving").stream().noneMatch(old::contains));
        runed.rune("rollout", "undo", "moving", "--to-revision", "1").done();
        assertEquals(4, ids("moving").size());
        runed.rune("rollout", "pause", "moving").expect(5);
        runed.rune("rollout", "resume", "moving").expect(5);
    }

    @Test
    void aDryRunTellsFieldByFieldAndChangesNothing() {
        castWell("dry", 2);
        var old = ids("dry");
        var replaced = runed.cast(castfile("dry", "2", Nature.WELL, "scale: 3"), "--dry-run", "--diff").done();
        assertTrue(replaced.out().contains("- scale: 2") && replaced.out().contains("+ scale: 3"), replaced::out);
        assertTrue(replaced.text().contains("would be replaced"), replaced::text);
        var live = runed.cast(castfile("dry", "1", Nature.WELL, "scale: 2\nlabels: { tier: web }"), "--dry-run",
                "--diff").done();
        assertTrue(live.out().contains("+ labels.tier: web"), live::out);
        assertFalse(live.text().contains("would be replaced"), live::text);
        assertEquals(1, count("dry", "generation"));
        assertEquals(old, ids("dry"));
    }

    @Test
    void dependentsAreRestartedWithWhatTheyNeedAndStopBeforeIt() {
        castWell("database", 1);
        var needs = """
                dependencies:
                  - name: database
                    restartWith: true
                """;
        runed.cast(castfile("consumer", "1", Nature.WELL, needs)).done();
        var old = ids("consumer");
        runed.rune("deps", "check", "consumer").done();
        assertTrue(runed.rune("deps", "graph").done().out().contains("└── database (healthy, restartWith)"));
        assertEquals("consumer (healthy, restartWith)\n", runed.rune("deps", "dependents", "database").done().out());
        runed.rune("deps", "validate", "consumer").done();
        runed.rune("restart", "database").done();
        Await.that("another consumer", () -> {
            var now = ids("consumer");
            return !now.isEmpty() && now.stream().noneMatch(old::contains);
        });
        runed.rune("stop", "database").done();
        assertTrue(runed.rune("deps", "check", "consumer").expect(1).out().contains("to be healthy"));
        runed.rune("scale", "database", "1").done();
        runed.rune("delete", "database", "--yes").expect(5);
        runed.rune("delete", "database", "consumer", "--yes").done();
        var order = new ArrayList<String>();
        for (var event : runed.json("get", "events")) {
            if (event.path("reason").asString().equals("Deleted")) {
                order.add(event.path("object").asString());
            }
        }
        assertTrue(order.indexOf("service/consumer") < order.indexOf("service/database"), order::toString);
    }

    @Test
    void manyServicesThatCrashTogetherLeaveTheOthersAlone() {
        castWell("calm", 1);
        var calm = ids("calm");
        var storm = new StringBuilder();
        for (var i = 0; i < storm(); i++) {
            storm.append(castfile("storm-" + i, "1", Nature.CRASHING, "")).append("---\n");
        }
        runed.cast(storm.toString(), "--no-wait").done();
        Await.that("three crashes of each", () -> {
            var restarts = 0;
            for (var instance : runed.json("get", "instances")) {
                restarts += instance.path("service").asString().startsWith("storm-")
                        && instance.path("restartCount").asInt() >= 3 ? 1 : 0;
            }
            return restarts == storm();
        });
        var asked = lastAttempt();
        Await.that("another attempt", () -> !lastAttempt().path("at").equals(asked.path("at")));
        assertEquals(calm, ids("calm"));
        var verdicts = runed.json("health", "calm").path(0).path("attempts").valueStream()
                .map(attempt -> attempt.path("verdict").asString())
                .dropWhile(verdict -> !verdict.equals("healthy")).collect(Collectors.toSet());
        assertEquals(Set.of("healthy"), verdicts, "once it was well");
        var names = new ArrayList<>(List.of("delete", "--yes"));
        for (var i = 0; i < storm(); i++) {
            names.add("storm-" + i);
        }
        runed.rune(names.toArray(String[]::new)).done();
    }

    private JsonNode lastAttempt() {
        var attempts = runed.json("health", "calm").path(0).path("attempts");
        return attempts.path(attempts.size() - 1);
    }
}
