package dev.rune.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.cli.CommandLineRun;
import dev.rune.cli.CommandLineRun.Result;
import dev.rune.cli.FakeDaemon;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GetTest {
    private static final String API = """
            {"namespace":"default","name":"api","type":"container","labels":{"app":"web"},"external":"api.local",
             "createdAt":"2026-01-02T03:04:05Z","status":{"desiredReplicas":3,"readyReplicas":3,"currentReplicas":3,"phase":"Running",
             "message":"","generation":4,"rollout":{"state":"Complete"}}}""";
    private static final String AGENT = """
            {"namespace":"tools","name":"agent","type":"process","labels":{},"external":"",
             "createdAt":"2026-01-04T03:03:55Z","status":{"desiredReplicas":1,"readyReplicas":0,"currentReplicas":1,"phase":"Failed",
             "message":"exit code 3","generation":1,"rollout":{"state":"Failed"}}}""";
    private static final String INSTANCES = """
            [{"id":"api-x1","service":"api","namespace":"default","state":"Running","ready":true,"slot":0,"generation":4,"current":true,
              "pid":4711,"ports":[{"name":"http","port":80,"targetPort":41234},{"name":"admin","port":81,"targetPort":81}],"node":"box",
              "restartCount":2,"startedAt":"2026-01-04T02:59:05Z"},
             {"id":"api-x2","service":"api","namespace":"default","state":"Failed","ready":false,"slot":1,"generation":4,"current":true,
              "containerId":"0123456789abcdef","ports":[],"node":"box","restartCount":0,"exitCode":3,"lastFailure":"exit code 3",
              "nextAttemptAt":"2026-01-04T03:04:07Z"}]""";

    private final FakeDaemon daemon = FakeDaemon.start();

    @BeforeEach
    void daemon() {
        daemon.on("GET /v1/namespaces/default/services", "[" + API + "]")
                .on("GET /v1/services", "[" + API + "," + AGENT + "]")
                .on("GET /v1/namespaces/default/instances", INSTANCES).on("GET /v1/namespaces/empty/services", "[]");
    }

    @AfterEach
    void end() {
        daemon.close();
    }

    private Result rune(String... words) {
        return CommandLineRun.with(daemon).run(words);
    }

    @Nested
    class Services {
        @Test
        void areShownExactlyAsOnTheServicesPage() {
            assertEquals(new Result(0, """
                    NAME   TYPE        STATUS    INSTANCES   EXTERNAL    GENERATION   AGE
                    api    container   Running   3/3         api.local   4            2d
                    """, ""), rune("get", "services"));
        }

        @Test
        void ofAllNamespacesAreShownWithTheirNamespaceFirst() {
            assertEquals("""
                    NAMESPACE   NAME    TYPE        STATUS    INSTANCES   EXTERNAL    GENERATION   AGE
                    default     api     container   Running   3/3         api.local   4            2d
                    tools       agent   process     Failed    0/1         -           1            10s
                    """, rune("get", "svc", "-A").out());
        }

        @Test
        void areShownWithMoreWhenThereIsRoom() {
            assertEquals(
                    """
                            NAMESPACE   NAME    TYPE        STATUS    INSTANCES   EXTERNAL    GENERATION   AGE   ROLLOUT    LABELS    MESSAGE
                            default     api     container   Running   3/3         api.local   4            2d    Complete   app=web
                            tools       agent   process     Failed    0/1         -           1            10s   Failed     -         exit code 3
                            """,
                    rune("-o", "wide", "get", "services", "-A").out());
        }

        @Test
        void areChosenByLabels() {
            assertEquals("service/api\n", rune("get", "services", "-A", "-o", "name", "-l", "app=web").out());
            assertEquals("service/agent\n", rune("get", "services", "-A", "-o", "name", "-l", "!app").out());
            assertEquals("service/agent\n", rune("get", "services", "-A", "-o", "name", "-l", "app!=web").out());
            assertEquals(2, rune("get", "services", "-l", "=x").code());
        }

        @Test
        void areListsInJsonAndYaml() {
            assertTrue(rune("get", "services", "-o", "json").out()
                    .startsWith("[\n  {\n    \"namespace\": \"default\",\n"));
            assertTrue(rune("get", "services", "-o", "yaml").out().startsWith("- namespace: default\n  name: api\n"));
        }

        @Test
        void mayBeNone() {
            assertEquals(new Result(0, "", "no services in namespace empty\n"), rune("get", "services", "-n", "empty"));
        }

        @Test
        void oneIsARow() {
            assertTrue(rune("get", "service", "api").out().contains("api    container   Running   3/3"));
            assertEquals(rune("get", "service", "api"), rune("get", "service/api"));
        }

        @Test
        void oneThatIsNotThereIsNamedWithTheNearest() {
            assertEquals(
                    new Result(4, "", "error: there is no service 'apu' in namespace default; did you mean 'api'?\n"),
                    rune("get", "service", "apu"));
        }

        @Test
        void oneIsPrintedInTheDaemonsOwnYaml() {
            daemon.on("GET /v1/namespaces/default/services/api", 200, "application/yaml",
                    "service:\n    name: api # as is\n");
            assertEquals("service:\n    name: api # as is\n", rune("get", "service", "api", "-o", "yaml").out());
            assertEquals("application/yaml",
                    daemon.only("GET /v1/namespaces/default/services/api").headers().get("accept"));
        }

        @Test
        void oneIsTheSameDocumentInJson() {
            daemon.on("GET /v1/namespaces/default/services/api", "{\"service\":{\"name\":\"api\"},\"status\":{}}");
            assertEquals("{\n  \"service\": {\n    \"name\": \"api\"\n  },\n  \"status\": {}\n}\n",
                    rune("get", "service", "api", "-o", "json").out());
        }
    }

    @Test
    void instancesAreShown() {
        assertEquals("""
                NAME     SERVICE   STATE     READY   RESTARTS   PID            PORTS                     AGE
                api-x1   api       Running   yes     2          4711           http:80->41234,admin:81   5m
                api-x2   api       Failed    no      0          0123456789ab   -                         -
                """, rune("get", "instances").out());
        assertTrue(rune("get", "inst", "-o", "wide").out()
                .contains("box    4            3      2026-01-04T03:04:07Z   exit code 3"));
        assertEquals("instance/api-x1\ninstance/api-x2\n", rune("get", "inst", "-o", "name").out());
    }

    @Test
    void endedInstancesAreAskedForWithAll() {
        rune("get", "instances", "--all");
        assertEquals("/v1/namespaces/default/instances?ended=true", daemon.requests().get(0).target());
    }

    @Test
    void instancesHaveTheLabelsOfTheirService() {
        assertEquals("instance/api-x1\ninstance/api-x2\n",
                rune("get", "instances", "-o", "name", "-l", "app=web").out());
        assertEquals("", rune("get", "instances", "-o", "name", "-l", "app=db").out());
    }

    @Test
    void namespacesAreShown() {
        daemon.on("GET /v1/namespaces",
                "[{\"name\":\"default\",\"services\":2,\"createdAt\":\"2026-01-01T03:04:05Z\"}]");
        assertEquals("NAME      SERVICES   AGE\ndefault   2          3d\n", rune("get", "ns").out());
    }

    @Nested
    class Routes {
        private static final String SHOP = """
                {"namespace":"default","service":"shop","type":"http","host":"api.local","path":"/shop","stripPath":true,"port":80,
                 "ready":2,"inFlight":1,"requests":1200,"answers":{"2xx":1199,"5xx":1},"errors":3,"p50Micros":850,"p99Micros":1250000,
                 "message":""}""";
        private static final String DB = """
                {"namespace":"default","service":"db","type":"tcp","stripPath":false,"port":5432,"ready":0,"inFlight":0,"requests":0,
                 "answers":{},"errors":0,"message":"%s"}""";

        @Test
        void areShown() {
            daemon.on("GET /v1/namespaces/default/routes", "[" + SHOP + "," + DB.formatted("") + "]");
            assertEquals(new Result(0, """
                    HOST        PATH    SERVICE   PORT   READY   IN-FLIGHT   REQUESTS   ERRORS   P50      P99
                    api.local   /shop   shop      80     2       1           1200       3        0.85ms   1.2s
                    -           -       db        5432   0       0           0          0        -        -
                    """, ""), rune("get", "routes"));
            assertEquals("route/shop\nroute/db\n", rune("get", "routes", "-o", "name").out());
            assertTrue(rune("get", "route", "shop", "-o", "yaml").out().contains("p99Micros: 1250000"));
            assertTrue(rune("get", "routes", "-o", "json").out().contains("\"host\": \"api.local\""));
        }

        @Test
        void thatAreNotServedSayWhy() {
            daemon.on("GET /v1/routes", "[" + DB.formatted("port 5432 is taken") + "]");
            assertEquals(
                    """
                            NAMESPACE   HOST   PATH   SERVICE   PORT   READY   IN-FLIGHT   REQUESTS   ERRORS   P50   P99   MESSAGE
                            default     -      -      db        5432   0       0           0          0        -     -     port 5432 is taken
                            """,
                    rune("get", "routes", "-A").out());
        }

        @Test
        void areChosenByTheLabelsOfTheirServices() {
            daemon.on("GET /v1/namespaces/default/routes",
                    "[" + SHOP.replace("\"shop\"", "\"api\"") + "," + SHOP + "]");
            assertEquals("route/api\n", rune("get", "routes", "-l", "app=web", "-o", "name").out());
        }

        @Test
        void timesAreShort() {
            assertEquals(List.of("0.00ms", "9.99ms", "10ms", "999ms", "1.0s", "61.5s", "-"),
                    Stream.of("3", "9999", "10000", "999999", "1000000", "61500000", "").map(RouteListing::time)
                            .toList());
        }
    }

    @Test
    void pluginsAreShown() {
        daemon.on("GET /v1/plugins",
                """
                        [{"id":"process","version":"1","kinds":["runner"],"types":["process"],"status":"Running","message":"","nativeAccess":["jna"],
                        "directory":"/p"},{"id":"bad","version":"-","kinds":[],"types":[],"status":"Failed","message":"no descriptor"}]""");
        String table = """
                NAME      VERSION   KIND     TYPES     STATUS    MESSAGE
                process   1         runner   process   Running
                bad       -         -        -         Failed    no descriptor
                """;
        assertEquals(table, rune("get", "plugins").out());
        assertEquals(table, rune("plugins").out());
        assertTrue(rune("plugins", "-o", "wide").out().contains("Running   jna             /p"));
    }

    @Test
    void eventsAreShown() {
        daemon.on("GET /v1/events",
                """
                        [{"sequence":7,"at":"2026-01-04T03:04:05.678Z","severity":"Warning","namespace":"default","object":"instance/api-x1",
                        "reason":"Crashed","message":"exit code 3"}]""");
        String table = """
                TIME                   SEVERITY   REASON    OBJECT            MESSAGE
                2026-01-04T03:04:05Z   Warning    Crashed   instance/api-x1   exit code 3
                """;
        assertEquals(table, rune("get", "events").out());
        assertEquals(table, rune("events").out());
        assertEquals("/v1/events?namespace=default", daemon.requests().get(0).target());
    }

    @Test
    void aMissingNamespaceIsTheDaemonsWord() {
        daemon.refuse("GET /v1/namespaces/nowhere/services", 404, "there is no namespace 'nowhere'");
        assertEquals(new Result(4, "", "error: there is no namespace 'nowhere'\n"),
                rune("get", "services", "-n", "nowhere"));
    }

    @Test
    void aWrongTokenIsThree() {
        assertEquals(3, CommandLineRun.with(daemon).variable("RUNE_TOKEN", "wrong").run("get", "services").code());
    }

    @Test
    void watchingPrintsWhatChangesUntilTheObjectIsGone() {
        var answers = new java.util.concurrent.atomic.AtomicInteger();
        daemon.on("GET /v1/namespaces/default/services", (request, in, out) -> {
            int number = answers.getAndIncrement();
            FakeDaemon.send(out, 200, "application/json",
                    number > 2
                            ? "[]"
                            : "[" + (number == 2 ? API.replace("\"readyReplicas\":3", "\"readyReplicas\":2") : API)
                                    + "]");
        });
        assertEquals(new Result(0, """
                NAME   TYPE        STATUS    INSTANCES   EXTERNAL    GENERATION   AGE
                api    container   Running   3/3         api.local   4            2d
                api    container   Running   2/3         api.local   4            2d
                """, "service/api is gone\n"), rune("get", "service", "api", "-w"));
    }
}
