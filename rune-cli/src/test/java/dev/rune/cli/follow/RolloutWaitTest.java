package dev.rune.cli.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.cli.CommandLineRun;
import dev.rune.cli.CommandLineRun.Result;
import dev.rune.cli.FakeDaemon;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RolloutWaitTest {
    private static final String BASE = "/v1/namespaces/default/services/api";

    private final FakeDaemon daemon = FakeDaemon.start();
    /** Streams stay open until the test is over. */
    private final CountDownLatch over = new CountDownLatch(1);

    @BeforeEach
    void daemon() {
        daemon.on("POST " + BASE + "/scale", "{\"generation\":2,\"changed\":true}");
    }

    @AfterEach
    void end() {
        over.countDown();
        daemon.close();
    }

    private Result scale(String... more) {
        String[] words = new String[more.length + 3];
        System.arraycopy(new String[]{"scale", "api", "2"}, 0, words, 0, 3);
        System.arraycopy(more, 0, words, 3, more.length);
        return CommandLineRun.with(daemon).clock(InstantSource.system()).run(words);
    }

    /** Sends these statuses, one after the other, and leaves the stream open. */
    private void watch(String... statuses) {
        daemon.on("GET " + BASE + "/watch", (request, in, out) -> {
            begin(out, statuses);
            await();
        });
    }

    private static void begin(OutputStream out, String... statuses) throws IOException {
        FakeDaemon.begin(out, "text/event-stream");
        for (String status : statuses) {
            out.write(("event: service\ndata: {\"service\":{},\"status\":" + status.replace("\n", "") + "}\n\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String status(int ready, int observed, String phase, String rollout, String... instances) {
        return """
                {"phase":"%s","desiredReplicas":2,"readyReplicas":%d,"observedGeneration":%d,"message":"","rollout":{"state":"%s"},
                "instances":[%s]}"""
                .formatted(phase, ready, observed, rollout, String.join(",", instances));
    }

    private static String instance(String id, String state, boolean ready, String more) {
        return "{\"id\":\"%s\",\"state\":\"%s\",\"ready\":%b,\"current\":true%s}".formatted(id, state, ready, more);
    }

    @Test
    void tellsTheStoryAndEndsWhenTheGenerationIsThere() {
        watch(status(2, 1, "Running", "Complete", instance("api-old", "Running", true, "")),
                status(1, 2, "Degraded", "Progressing", instance("api-old", "Running", true, ""),
                        instance("api-a", "Starting", false, ",\"pid\":7")),
                status(2, 2, "Running", "Complete", instance("api-old", "Stopped", false, ""),
                        instance("api-a", "Running", true, ",\"pid\":7")));
        assertEquals(new Result(0, "service/api scaled to 2\n", """
                api: 2/2 ready
                api: instance api-a started (pid 7)
                api: 1/2 ready
                api: instance api-old has stopped
                api: instance api-a is ready
                api: 2/2 ready
                """), scale());
    }

    @Test
    void waitsUntilWhatHasEndedIsObservedToo() {
        String ended = "\"history\":[{\"generation\":2,\"state\":\"Complete\"}],";
        watch(status(2, 1, "Running", "Complete").replace("\"rollout\":{", "\"rollout\":{" + ended));
        assertEquals(7, scale("--timeout", "200ms").code());
        watch(status(2, 2, "Running", "Complete").replace("\"rollout\":{", "\"rollout\":{" + ended));
        assertEquals(0, scale().code());
    }

    @Test
    void tellsWhyItFailed() {
        watch(status(0, 2, "Pending", "Progressing", instance("api-a", "Starting", false, ",\"pid\":7")),
                status(0, 2, "Failed", "Failed",
                        instance("api-a", "Failed", false, ",\"exitCode\":3,\"finishedAt\":\"2026-01-04T03:04:05Z\""),
                        instance("api-b", "Pending", false,
                                ",\"lastFailure\":\"exit code 3\",\"nextAttemptAt\":\"2999-01-01T00:00:00Z\""))
                        .replace("\"rollout\":{", "\"rollout\":{\"message\":\"instance api-a crashed three times\","));
        daemon.on("GET " + BASE + "/health",
                """
                        [{"instance":"api-a","role":"readiness","type":"http","attempts":[{"verdict":"unhealthy","message":"answered 503"}]}]""");
        daemon.on("GET /v1/namespaces/default/logs/api-a", 200, "application/x-ndjson",
                "{\"line\":\"no database\"}\n{\"line\":\"bye\"}\n");
        Result result = scale();
        assertEquals(8, result.code());
        assertEquals("", result.out());
        String[] story = result.err().split("\n");
        assertEquals("api: instance api-a started (pid 7)", story[0]);
        assertEquals("api: 0/2 ready", story[1]);
        assertEquals("api: instance api-a failed: exit code 3", story[2]);
        assertTrue(story[3].startsWith("api: instance api-b is the next attempt, in ")
                && story[3].endsWith(", after: exit code 3"), story[3]);
        assertEquals(List.of("service api failed: 0/2 ready", "  cause: instance api-a crashed three times",
                "  last failure: exit code 3",
                "  api-a: http readiness probe: answered 503", "  last output of api-a:", "    no database", "    bye",
                "error: the rollout of api failed", "runed keeps trying. See 'rune health api' and 'rune logs api'."),
                List.of(story).subList(4, story.length));
        assertEquals("/v1/namespaces/default/logs/api-a?tail=10",
                daemon.only("GET /v1/namespaces/default/logs/api-a").target());
    }

    @Test
    void nobodyAsksForTheOutputOfWhatWasNeverStarted() {
        watch(status(0, 2, "Failed", "Failed", instance("api-a", "Starting", false, "")).replace("\"rollout\":{",
                "\"rollout\":{\"message\":\"workdir '/nosuch' does not exist\","));
        daemon.on("GET " + BASE + "/health", "[]");
        assertEquals("""
                api: 0/2 ready
                service api failed: 0/2 ready
                  cause: workdir '/nosuch' does not exist
                error: the rollout of api failed
                runed keeps trying. See 'rune health api' and 'rune logs api'.
                """, scale().err());
    }

    @Test
    void endsWithSevenWhenItTakesTooLong() {
        watch(status(1, 2, "Degraded", "Progressing"));
        Result result = scale("--timeout", "200ms");
        assertEquals(7, result.code());
        assertEquals("""
                api: 1/2 ready
                error: not done after 200ms: api 1/2 ready
                runed goes on. Follow it with 'rune get service api -n default -w'.
                """, result.err());
    }

    @Test
    void aServiceThatIsToStopIsToldToBeStopped() {
        watch(status(0, 2, "Running", "Progressing").replace("\"desiredReplicas\":2",
                "\"desiredReplicas\":0,\"currentReplicas\":1"),
                status(0, 2, "Stopped", "Complete").replace("\"desiredReplicas\":2",
                        "\"desiredReplicas\":0,\"currentReplicas\":0"));
        assertEquals("api: 1 to stop\napi: stopped\n", scale().err());
    }

    @Test
    void aSlotThatWaitsAfterACrashIsNoFailureOfItsOwn() {
        watch(status(0, 2, "Failed", "Progressing", instance("api-a", "Starting", false, ",\"pid\":8")),
                status(0, 2, "Failed", "Progressing",
                        instance("api-b", "Failed", false,
                                ",\"lastFailure\":\"SIGKILL\",\"nextAttemptAt\":\"2999-01-01T00:00:00Z\""),
                        instance("api-a", "Failed", false, ",\"signal\":9,\"finishedAt\":\"2026-01-01T00:00:00Z\"")),
                status(2, 2, "Running", "Complete",
                        instance("api-b", "Running", true,
                                ",\"pid\":9,\"ports\":[{\"host\":\"127.0.0.1\",\"targetPort\":81}]")));
        List<String> story = scale().err().lines().toList();
        assertEquals("api: instance api-a failed: signal 9", story.get(2));
        assertTrue(story.get(3).startsWith("api: instance api-b is the next attempt, in "), story.toString());
        assertEquals(
                List.of("api: instance api-b started (pid 9)", "api: instance api-b is ready at 127.0.0.1:81",
                        "api: 2/2 ready"),
                story.subList(4, 7));
    }

    @Test
    void whatCannotBeStartedIsNotToldToHaveStartedAndWhyIsTold() {
        String waits = ",\"nextAttemptAt\":\"2999-01-01T00:00:00Z\",\"message\":\"%s\"";
        watch(status(0, 2, "Pending", "Progressing", instance("api-a", "Starting", false, "")),
                status(0, 2, "Failed", "Progressing",
                        instance("api-a", "Failed", false, waits.formatted("image web:9 is not there"))),
                status(0, 2, "Pending", "Progressing", instance("api-a", "Starting", false, "")),
                status(0, 2, "Failed", "Progressing",
                        instance("api-a", "Failed", false, waits.formatted("no answer from the registry"))),
                status(2, 2, "Running", "Complete",
                        instance("api-a", "Running", true, ",\"containerId\":\"0123\"")));
        List<String> story = scale().err().lines().map(line -> line.replaceAll("in [0-9]+d", "in a while")).toList();
        assertEquals(List.of("api: 0/2 ready",
                "api: instance api-a is the next attempt, in a while, after: image web:9 is not there",
                "api: instance api-a is the next attempt, in a while, after: no answer from the registry",
                "api: instance api-a started", "api: instance api-a is ready", "api: 2/2 ready"), story);
    }

    @Test
    void aFailureOfAnEarlierGenerationIsNotOurs() {
        watch(status(0, 1, "Failed", "Failed"), status(2, 2, "Running", "Complete"));
        assertEquals(0, scale().code());
    }

    @Test
    void goesOnWhenTheDaemonRestarts() {
        AtomicInteger connections = new AtomicInteger();
        daemon.on("GET " + BASE + "/watch", (request, in, out) -> {
            switch (connections.getAndIncrement()) {
                case 0 -> begin(out, status(1, 2, "Degraded", "Progressing"));
                case 1 ->
                    FakeDaemon.send(out, 503, "application/problem+json", "{\"status\":503,\"detail\":\"starting\"}");
                default -> {
                    begin(out, status(2, 2, "Running", "Complete"));
                    await();
                }
            }
        });
        assertEquals(new Result(0, "service/api scaled to 2\n", """
                api: 1/2 ready
                lost the connection to runed (it hung up); trying again
                runed is back
                api: 2/2 ready
                """), scale());
    }

    @Test
    void aServiceThatIsDeletedMeanwhileIsAConflict() {
        daemon.on("GET " + BASE + "/watch", (request, in, out) -> {
            begin(out, status(1, 2, "Deleting", "Progressing"));
            out.write("event: gone\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8));
        });
        Result result = scale();
        assertEquals(5, result.code());
        assertTrue(result.err().endsWith("error: service api was deleted meanwhile\n"), result.err());
    }

    @Test
    void onATerminalTheStateIsDrawnAndOnlyTroubleStays() {
        watch(status(0, 2, "Pending", "Progressing", instance("api-a", "Starting", false, ",\"pid\":7")),
                status(0, 2, "Pending", "Progressing", instance("api-a", "Failed", false, ",\"exitCode\":3"),
                        instance("api-b", "Starting", false, "")),
                status(2, 2, "Running", "Complete", instance("api-b", "Running", true, "")));
        Result result = CommandLineRun.with(daemon).onTerminal().clock(InstantSource.system()).run("scale", "api", "2");
        assertEquals(0, result.code());
        assertTrue(result.err().contains("api: instance api-a failed: exit code 3"), result.err());
        assertFalse(result.err().contains("api: instance api-b started"), result.err());
    }

    @Test
    void theAnswerOfAProbeThatKeepsAnInstanceFromBeingReadyIsTold() {
        daemon.on("GET " + BASE + "/watch", (request, in, out) -> {
            begin(out, status(0, 2, "Pending", "Progressing", instance("api-a", "Starting", false, "")));
            await();
        });
        daemon.on("GET " + BASE + "/health", (request, in, out) -> {
            FakeDaemon.send(out, 200, "application/json",
                    """
                            [{"instance":"api-a","role":"readiness","type":"tcp","attempts":[{"verdict":"unhealthy","message":"connection refused"}]}]""");
        });
        Result result = scale("--timeout", "3s");
        assertTrue(result.err().contains("api: instance api-a is not ready: tcp readiness probe: connection refused\n"),
                result.err());
    }

    /** A status in whose history the scale of generation 2 has ended so. */
    private static String ended(String state, String message, String status) {
        return status.replace("\"rollout\":{",
                """
                        "rollout":{"generation":3,"mode":"immediate","history":[{"generation":2,"mode":"gradual","reason":"scale","state":"%s",
                        "message":"%s","culprit":"api-a","from":1,"to":2,"current":2}],"""
                        .formatted(state, message).replace("\n", ""));
    }

    @Test
    void aScaleThatFailedAndWentBackEndsWithEightOnceItIsBack() {
        watch(status(1, 2, "Degraded", "Progressing", instance("api-a", "Starting", false, "")),
                ended("RolledBack", "api-a crashed: exit code 3",
                        status(1, 3, "Running", "Progressing", instance("api-a", "Failed", false,
                                ",\"exitCode\":3,\"finishedAt\":\"2026-01-04T03:04:05Z\""))),
                ended("RolledBack", "api-a crashed: exit code 3", status(1, 3, "Running", "Complete"))
                        .replace("\"desiredReplicas\":2", "\"desiredReplicas\":1"));
        daemon.on("GET " + BASE + "/health", "[]");
        daemon.on("GET /v1/namespaces/default/logs/api-a", 200, "application/x-ndjson", "{\"line\":\"bye\"}\n");
        Result result = scale();
        assertEquals(8, result.code());
        List<String> lines = result.err().lines().toList();
        assertTrue(lines.containsAll(List.of("the scale to 2 of api failed", "  cause: api-a crashed: exit code 3",
                "  last output of api-a:", "    bye")), result::err);
        assertEquals("error: the scale to 2 of api failed and was rolled back; api is now Running with 1/1 ready",
                lines.get(lines.size() - 2));
    }

    @Test
    void aScaleThatWasOvertakenEndsWithFiveAndNamesTheNewerOne() {
        watch(status(1, 2, "Degraded", "Progressing"), ended("Superseded", "superseded by stop (generation 3)",
                status(1, 2, "Degraded", "Progressing")));
        Result result = scale();
        assertEquals(5, result.code());
        assertTrue(result.err().contains("the scale to 2 of api was superseded by stop (generation 3); "
                + "api is now Degraded with 1/2 ready"), result::err);
    }

    @Test
    void aScaleThatHasArrivedIsDoneWhateverCameAfterIt() {
        watch(ended("Complete", "", status(0, 3, "Failed", "Failed")));
        assertEquals(0, scale().code());
    }

    @Test
    void anUpdateThatFailedAndRestsEndsWithEightAndSaysWhatToDo() {
        watch(status(2, 2, "Running", "Paused").replace("\"rollout\":{",
                "\"rollout\":{\"generation\":2,\"reason\":\"cast\",\"message\":\"api-a is not ready: 503\","));
        daemon.on("GET " + BASE + "/health", "[]");
        Result result = scale();
        assertEquals(8, result.code());
        assertTrue(result.err().contains("cause: api-a is not ready: 503"), result::err);
        assertTrue(result.err().contains("the cast of api failed and rests"), result::err);
        assertTrue(result.err().contains("rune rollout resume api"), result::err);
    }

    @Test
    void eachStepIsTold() {
        String gradual = "\"rollout\":{\"mode\":\"gradual\",\"steps\":2,\"to\":2,\"currentStep\":%d,\"current\":%d,";
        watch(status(0, 2, "Degraded", "Progressing").replace("\"rollout\":{", gradual.formatted(1, 1)),
                status(1, 2, "Degraded", "Progressing").replace("\"rollout\":{", gradual.formatted(2, 2)),
                status(2, 2, "Running", "Complete"));
        assertEquals("""
                api: step 1 of 2: 1 of 2 instances
                api: 0/2 ready
                api: step 2 of 2: 2 of 2 instances
                api: 1/2 ready
                api: 2/2 ready
                """, scale().err());
    }

    @Test
    void asJsonTheStoryIsAStreamOfEvents() {
        watch(status(1, 2, "Degraded", "Progressing"), status(2, 2, "Running", "Complete"));
        Result result = scale("-o", "json");
        assertEquals(0, result.code());
        List<String> events = result.out().lines().toList();
        assertEquals(3, events.size());
        assertTrue(events.get(0).startsWith("{\"type\":\"progress\",\"namespace\":\"default\",\"service\":\"api\","
                + "\"message\":\"api: 1/2 ready\",\"trouble\":false,\"phase\":\"Degraded\",\"desiredReplicas\":2,"
                + "\"readyReplicas\":1"), events.get(0));
        assertEquals("{\"type\":\"result\",\"exitCode\":0,\"message\":\"done\"}", events.get(2));
    }
}
