package dev.rune.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.cli.CommandLineRun;
import dev.rune.cli.CommandLineRun.Result;
import dev.rune.cli.FakeDaemon;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** scale, restart, stop and delete. */
class ChangeTest {
    private static final String BASE = "/v1/namespaces/default/services/api";

    private final FakeDaemon daemon = FakeDaemon.start();

    @BeforeEach
    void daemon() {
        for (String verb : new String[]{"scale", "restart", "stop"}) {
            daemon.on("POST " + BASE + "/" + verb, "{\"generation\":5,\"changed\":true}");
        }
        daemon.on("DELETE " + BASE, 202, "application/json", "");
        daemon.on("DELETE /v1/namespaces/web", 202, "application/json", "").on("GET /v1/namespaces",
                "[{\"name\":\"default\"}]");
        daemon.on("GET " + BASE + "/watch", (request, in, out) -> {
            FakeDaemon.begin(out, "text/event-stream");
            out.write(
                    """
                            event: service
                            data: {"status":{"phase":"Running","desiredReplicas":1,"readyReplicas":1,"observedGeneration":5,"rollout":{"state":"Complete"}}}

                            event: gone
                            data: {}

                            """
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        });
    }

    @AfterEach
    void end() {
        daemon.close();
    }

    private Result rune(String... words) {
        return CommandLineRun.with(daemon).run(words);
    }

    @Test
    void scaleAsksForANumberAndWaits() {
        Result result = rune("scale", "api", "5");
        assertEquals("service/api scaled to 5\n", result.out());
        assertEquals("api: 1/1 ready\n", result.err());
        assertEquals("{\"replicas\":5}", daemon.only("POST " + BASE + "/scale").body());
    }

    @Test
    void nobodyWaitsWhereThatIsNotWanted() {
        assertEquals(new Result(0, "service/api scaling to 5\n", ""), rune("scale", "api", "5", "--no-wait"));
        assertEquals(new Result(0, "service/api stopping\n", ""), rune("stop", "api", "--detach"));
        assertEquals(2, daemon.requests().size());
    }

    @Test
    void aScaleIsANumberFromNought() {
        assertEquals(
                new Result(2, "",
                        "error: the scale 'five' is no whole number from 0 to 10000\nSee 'rune scale --help'.\n"),
                rune("scale", "api", "five"));
        assertEquals(2, rune("scale", "api", "-1").code());
        assertEquals(2, rune("scale", "api", "10001").code());
        assertEquals(2, rune("scale", "api").code());
        assertEquals(2, rune("scale", "api", "1", "2").code());
    }

    @Test
    void restartAndStopSayWhenTheyAreDone() {
        assertEquals("service/api restarted\n", rune("restart", "api", "--rolling").out());
        assertEquals("{\"rolling\":true}", daemon.only("POST " + BASE + "/restart").body());
        assertEquals("service/api stopped\n", rune("stop", "api").out());
    }

    @Test
    void aScaleInStepsSaysHow() {
        rune("scale", "api", "10", "--mode=gradual", "--step=2", "--interval=1m", "--rollback-on-fail=false");
        assertEquals(
                "{\"replicas\":10,\"mode\":\"gradual\",\"step\":2,\"intervalMillis\":60000,\"rollbackOnFail\":false}",
                daemon.only("POST " + BASE + "/scale").body());
    }

    @Test
    void aScaleThatCannotBeMeantIsRefused() {
        assertEquals(2, rune("scale", "api", "10", "--mode=slow").code());
        assertEquals(2, rune("scale", "api", "10", "--step=2").code());
        assertEquals(2, rune("scale", "api", "10", "--mode=gradual", "--step=0").code());
        assertEquals(2, rune("scale", "api", "10", "--rollback-on-fail=perhaps").code());
        assertEquals(2, rune("scale", "--cancel").code());
        assertTrue(daemon.requests().isEmpty());
    }

    @Test
    void aScaleIsCancelled() {
        daemon.on("POST " + BASE + "/scale/cancel", "{\"generation\":5,\"changed\":true}");
        assertEquals("service/api scale cancelled\n", rune("scale", "api", "--cancel").out());
    }

    @Test
    void rolloutsRestGoOnAndGoBack() {
        for (String verb : new String[]{"pause", "resume", "undo"}) {
            daemon.on("POST " + BASE + "/rollout/" + verb, "{\"generation\":5,\"changed\":true}");
        }
        daemon.on("GET " + BASE, "{\"status\":{\"rollout\":{\"generation\":5}}}");
        assertEquals(new Result(0, "service/api paused\n", ""), rune("rollout", "pause", "api"));
        assertEquals("service/api resumed\n", rune("rollout", "resume", "api").out());
        assertEquals("service/api went back\n", rune("rollout", "undo", "api", "--to-revision", "3").out());
        assertEquals("{\"revision\":3}", daemon.only("POST " + BASE + "/rollout/undo").body());
    }

    @Test
    void ofSeveralServicesTheDependentsAreDeletedFirst() {
        daemon.on("GET /v1/namespaces/default/dependencies",
                """
                        [{"service":"api","serviceNamespace":"default","kind":"service","namespace":"default","name":"db"}]""")
                .on("DELETE /v1/namespaces/default/services/db", 202, "application/json", "");
        daemon.on("GET /v1/namespaces/default/services", "[{\"name\":\"api\"},{\"name\":\"db\"}]");
        rune("delete", "db", "api", "--yes", "--no-wait");
        assertEquals(List.of(BASE, "/v1/namespaces/default/services/db"),
                daemon.requests().stream().filter(request -> request.method().equals("DELETE"))
                        .map(FakeDaemon.Request::target).toList());
    }

    @Test
    void ofSeveralNoneIsDeletedWhereOneIsNotThere() {
        daemon.on("GET /v1/namespaces/default/services", "[{\"name\":\"api\"},{\"name\":\"db\"}]");
        assertEquals(new Result(4, "",
                "error: there is no service 'dv' in namespace default; did you mean 'db'?\n"),
                rune("delete", "api", "dv", "--yes"));
        assertEquals(4, rune("delete", "api", "ns/nowhere", "--yes").code());
        assertEquals(2, rune("delete", "api", "ns/web", "--abandon", "--yes").code());
        assertEquals(4, rune("delete", "api", "dv", "--abandon", "--yes").code());
        assertTrue(daemon.requests().stream().allMatch(request -> request.method().equals("GET")),
                () -> daemon.requests().toString());
    }

    @Test
    void ofAnAbandonedServiceNobodyKeepsTheLogs() {
        Result result = rune("delete", "api", "--abandon", "--keep-logs", "--yes");
        assertEquals(2, result.code());
        assertTrue(result.err().startsWith("error: --keep-logs does not go with --abandon: "), result::err);
        assertTrue(daemon.requests().isEmpty());
    }

    @Test
    void whatChangesNothingSaysSo() {
        daemon.on("POST " + BASE + "/stop", "{\"generation\":5,\"changed\":false}");
        assertEquals("service/api unchanged\n", rune("stop", "api").out());
    }

    @Test
    void deleteAsksAPerson() {
        Result yes = CommandLineRun.with(daemon).typed("y\n").run("delete", "api");
        assertEquals("service/api deleted\n", yes.out());
        assertTrue(yes.err().startsWith("Delete service/api in namespace default? [y/N] "), yes.err());
        Result no = CommandLineRun.with(daemon).typed("\n").run("delete", "api");
        assertEquals(1, no.code());
        assertTrue(no.err().endsWith("error: nothing was deleted\n"), no.err());
    }

    @Test
    void deleteWantsYesWhereNobodyCanBeAsked() {
        assertEquals(
                new Result(2, "",
                        "error: nobody can be asked here whether to delete service/api\nSay it with --yes.\n"),
                rune("delete", "api"));
        assertTrue(daemon.requests().isEmpty());
        assertEquals("service/api deleted\n", rune("delete", "api", "--yes", "--force", "--keep-logs").out());
        assertEquals(BASE + "?force=true&keepLogs=true", daemon.only("DELETE " + BASE).target());
    }

    @Test
    void anAbandonedServiceLeavesWhatRuns() {
        daemon.on("POST " + BASE + "/abandon", "{\"runner\":\"lottery\",\"scale\":2}");
        assertEquals(
                new Result(0, "service/api abandoned\n", "what runner 'lottery' has started of it (scale 2) may go "
                        + "on running, without files that were mounted for it, and runed does not know of it any "
                        + "more\n"),
                rune("delete", "api", "--yes", "--abandon"));
        assertEquals(BASE + "/abandon", daemon.only("POST " + BASE + "/abandon").target());
        assertEquals(new Result(2, "", "error: only services can be abandoned, and namespace/web is none\n"
                + "See 'rune delete --help'.\n"),
                rune("delete", "ns/web", "--yes", "--abandon"));
    }

    @Test
    void namespacesAreDeletedToo() {
        assertEquals("namespace/web deleted\n", rune("delete", "namespace", "web", "--yes").out());
        assertEquals("namespace/web deleting\n", rune("delete", "ns/web", "--yes", "--no-wait").out());
        assertEquals(
                new Result(2, "",
                        "error: 'servce' cannot be deleted; did you mean 'service'?\n"
                                + "Services, secrets, configs and namespaces can.\n"),
                rune("delete", "servce/web", "--yes"));
    }

    @Test
    void namespacesAreCreated() {
        daemon.on("POST /v1/namespaces", 201, "application/json", "{}");
        assertEquals("namespace/web created\n", rune("create", "namespace", "web").out());
        daemon.on("POST /v1/namespaces", 200, "application/json", "{}");
        assertEquals("namespace/web unchanged\n", rune("create", "ns", "web").out());
    }
}
