package dev.rune.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.section.Finding;
import dev.rune.kernel.section.Position;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked and answered, over a real socket. */
class RoutesTest {
    private static final String API = "/v1/namespaces/default/services/api";

    @TempDir
    Path directory;
    ApiFixture api;

    @BeforeEach
    void start() throws IOException {
        api = ApiFixture.start(directory);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void aServiceInAList() throws Exception {
        api.kernel.put("api", 1);
        assertEquals(
                """
                        [{"namespace":"default","name":"api","type":"process","labels":{"tier":"api"},"external":"-",\
                        "createdAt":"2026-01-02T03:04:05.678Z","status":{"desiredReplicas":1,"readyReplicas":1,"currentReplicas":1,\
                        "lastScaleAt":"2026-01-02T03:04:05.678Z","lastScaleReason":"cast","phase":"Running","reason":"","message":"",\
                        "generation":4,"observedGeneration":4,"rollout":{"generation":4,"mode":"rolling","step":0,"interval":"0s","from":0,"to":2,"current":2,"currentStep":1,"steps":1,\
                        "startedAt":"2026-01-02T03:04:05.678Z","steppedAt":"2026-01-02T03:04:05.678Z","reason":"cast","state":"Complete",\
                        "updated":1,"outdated":0,"message":""}}}]""",
                api.get("/v1/services").body());
    }

    @Test
    void aServiceWithItsStatus() throws Exception {
        api.kernel.put("api", 1);
        assertEquals(
                """
                        {"service":{"name":"api","scale":3},"status":{"desiredReplicas":1,"readyReplicas":1,"currentReplicas":1,\
                        "lastScaleAt":"2026-01-02T03:04:05.678Z","lastScaleReason":"cast","phase":"Running","reason":"","message":"",\
                        "generation":4,"observedGeneration":4,"rollout":{"generation":4,"mode":"rolling","step":0,"interval":"0s","from":0,"to":2,"current":2,"currentStep":1,"steps":1,\
                        "startedAt":"2026-01-02T03:04:05.678Z","steppedAt":"2026-01-02T03:04:05.678Z","reason":"cast","state":"Complete",\
                        "updated":1,"outdated":0,"message":"","history":[{"generation":4,"mode":"rolling","step":0,"interval":"0s","from":0,"to":2,"current":2,"currentStep":1,"steps":1,\
                        "startedAt":"2026-01-02T03:04:05.678Z","steppedAt":"2026-01-02T03:04:05.678Z","reason":"cast","state":"Complete",\
                        "endedAt":"2026-01-02T03:04:05.678Z","message":""}]},\
                        "conditions":[{"type":"Ready","holds":true,"reason":"AllReady","message":"",\
                        "since":"2026-01-02T03:04:05.678Z"}],\
                        "instances":[{"id":"api-x0","service":"api","namespace":"default","state":"Running","ready":true,"slot":0,\
                        "generation":1,"current":true,"pid":4000,"ports":[{"name":"http","port":8080,"targetPort":40001,\
                        "host":"127.0.0.1","protocol":"tcp"}],"node":"node","restartCount":2,"exitCode":3,"lastFailure":"exit code 3",\
                        "startedAt":"2026-01-02T03:04:05.678Z"}]}}""",
                api.get(API).body());
    }

    @Test
    void labelsSelect() throws Exception {
        api.kernel.put("api", 1);
        api.kernel.put("web", 1);
        String chosen = api.get("/v1/namespaces/default/services?labels=tier=web").body();
        assertTrue(chosen.contains("\"name\":\"web\"") && !chosen.contains("\"name\":\"api\""), chosen);
        assertEquals("[]", api.get("/v1/services?labels=tier=web,tier2=x").body());
        assertEquals(400, api.get("/v1/services?labels=tier").statusCode());
    }

    @Test
    void whatAServiceCanGoBackToAndDependsOn() throws Exception {
        api.kernel.put("api", 1);
        assertEquals(
                """
                        [{"revision":4,"template":"abc","at":"2026-01-02T03:04:05.678Z","reason":"cast","state":"Complete","current":true}]""",
                api.get(API + "/rollout/revisions").body());
        assertEquals(
                """
                        [{"service":"api","serviceNamespace":"default","kind":"service","namespace":"default","name":"postgres",\
                        "readyWhen":"healthy","optional":false,"restartWith":true,"met":false,\
                        "message":"service 'postgres', which is not there yet"}]""",
                api.get("/v1/namespaces/default/dependencies").body());
        assertEquals(api.get("/v1/namespaces/default/dependencies").body(), api.get("/v1/dependencies").body());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            scale   | {"replicas":5}   | scale api.default 5      | {"generation":5,"changed":true}
            scale   | {"replicas":9,"mode":"gradual","step":2,"intervalMillis":500,"rollbackOnFail":false} | \
            scale api.default 9 ScaleRequest[replicas=9, mode=GRADUAL, step=2, interval=PT0.5S, rollbackOnFail=false] | {"generation":5,"changed":true}
            scale/cancel | {}          | cancel api.default       | {"generation":5,"changed":true}
            rollout/pause | {}         | pause api.default        | {"generation":5,"changed":true}
            rollout/resume | {}        | resume api.default       | {"generation":5,"changed":true}
            rollout/undo | {}          | undo api.default OptionalLong.empty | {"generation":5,"changed":true}
            rollout/undo | {"revision":3} | undo api.default OptionalLong[3] | {"generation":5,"changed":true}
            stop    | {}               | stop api.default         | {"generation":4,"changed":false}
            restart | {"rolling":true} | restart api.default true | {"generation":5,"changed":true}
            restart | ''               | restart api.default false | {"generation":5,"changed":true}
            """)
    void aServiceCanBeChanged(String verb, String body, String asked, String answer) throws Exception {
        api.kernel.put("api", 1);
        assertEquals(answer, api.post(API + "/" + verb, body).body());
        assertEquals(List.of(asked), api.kernel.asked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            scale | {"replicas":-1}           | 'replicas' is -1; it must be a whole number from 0
            scale | {"replicas":99999999999}  | 'replicas' is 99999999999; it must be a whole number from 0
            scale | {"replicas":"5"}          | 'replicas' is 5; it must be a whole number from 0
            scale | {}                        | the body has no 'replicas'
            scale | {"replica":5}             | the body has an unknown key 'replica'; known are intervalMillis, mode, replicas, rollbackOnFail, step
            scale | {"replicas":5,"mode":"slow"} | 'mode' is 'slow'; it must be immediate or gradual
            scale | {"replicas":5,"step":0}  | 'step' is 0; it must be a whole number from 1
            scale | {"replicas":1,"replicas":2} | the body is no valid JSON: Duplicate Object property "replicas"
            scale | [5]                       | the body must be an object; it has '[' in its place
            scale | {"replicas":5} x          | the body is no valid JSON
            scale | {"replicas":{}}           | 'replicas' must be a string, a whole number, true or false
            stop  | {"force":true}            | the body has an unknown key 'force'; known are none
            """)
    void aBodyThatIsWrongIsRefused(String verb, String body, String message) throws Exception {
        api.kernel.put("api", 1);
        HttpResponse<String> answer = api.post(API + "/" + verb, body);
        assertEquals(400, answer.statusCode(), answer.body());
        assertTrue(answer.body().replace("\\\"", "\"").contains(message), answer.body());
        assertEquals(List.of(), api.kernel.asked);
    }

    @Test
    void whatIsNotThereIsAProblem() throws Exception {
        HttpResponse<String> answer = api.get(API);
        assertEquals(404, answer.statusCode());
        assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals("""
                {"type":"about:blank","title":"Not found","status":404,"code":"not-found",\
                "detail":"there is no service 'api.default'"}""", answer.body());
    }

    @ParameterizedTest
    @CsvSource({"GET,/nothing,404,not-found", "GET,/v1/services/,404,not-found",
            "POST,/v1/services,405,method-not-allowed",
            "PATCH,/v1/namespaces/default/services/api,405,method-not-allowed",
            "TRACE,/v1/version,405,method-not-allowed",
            "BREW,/v1/version,405,method-not-allowed", "GET,/v1/namespaces,200,", "GET,/V1/version,404,not-found"})
    void unknownPathsAndMethodsAreProblems(String method, String path, int status, String code) throws Exception {
        String answer = api.raw(method + " " + path
                + " HTTP/1.1\nHost: localhost\nAuthorization: Bearer TOKEN\nConnection: close\n\n");
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(code == null || answer.contains("\"code\":\"" + code + "\""), answer);
    }

    @Test
    void deleting() throws Exception {
        api.kernel.put("api", 1);
        assertEquals(202, api.delete(API + "?force=true").statusCode());
        assertEquals(202, api.delete(API + "?keepLogs").statusCode());
        assertEquals(400, api.delete(API + "?force=yes").statusCode());
        assertEquals(202, api.delete("/v1/namespaces/team?force=true").statusCode());
        assertEquals(
                List.of("delete api.default true false", "delete api.default false true", "delete namespace team true"),
                api.kernel.asked);
    }

    @Test
    void abandoning() throws Exception {
        api.kernel.put("api", 1);
        HttpResponse<String> answer = api.post(API + "/abandon?force=true", "");
        assertEquals(200, answer.statusCode());
        assertEquals("{\"runner\":\"lottery\",\"scale\":2}", answer.body());
        assertEquals(List.of("abandon api.default true"), api.kernel.asked);
    }

    @Test
    void namespaces() throws Exception {
        assertEquals(201, api.post("/v1/namespaces", "{\"name\":\"team\"}").statusCode());
        assertEquals(200, api.post("/v1/namespaces", "{\"name\":\"team\"}").statusCode());
        assertTrue(api.get("/v1/namespaces").body()
                .contains("{\"name\":\"team\",\"services\":0,\"createdAt\":\"2026-01-02T03:04:05.678Z\"}"));
    }

    @Test
    void instances() throws Exception {
        api.kernel.put("api", 2);
        api.kernel.put("web", 1);
        assertEquals(3, api.get("/v1/instances").body().split("\"id\"").length - 1);
        assertEquals(2, api.get("/v1/namespaces/default/instances?service=api").body().split("\"id\"").length - 1);
        assertTrue(api.get("/v1/namespaces/default/instances/web-x0").body().startsWith("{\"id\":\"web-x0\""));
        assertEquals(404, api.get("/v1/namespaces/default/instances/web-x9").statusCode());
    }

    @Test
    void healthAndPlugins() throws Exception {
        api.kernel.put("api", 1);
        assertEquals(
                """
                        [{"instance":"api-x0","role":"liveness","type":"http","passing":true,"successes":5,"failures":0,\
                        "attempts":[{"at":"2026-01-02T03:04:05.678Z","verdict":"healthy","latencyMillis":7,"message":"200 OK"}]}]""",
                api.get(API + "/health").body());
        assertTrue(api.get("/v1/plugins").body().contains("""
                {"id":"broken","version":"-","kinds":[],"types":[],"status":"Failed","message":"no plugin.properties",\
                "nativeAccess":[],"directory":"/opt/rune/plugins/broken"}"""));
    }

    @Test
    void theStateOfTheDaemon() throws Exception {
        api.kernel.put("api", 2);
        String status = api.get("/v1/status").body();
        assertTrue(status.contains(
                "\"services\":{\"total\":1,\"deleting\":0,\"stopped\":0,\"failed\":0,\"running\":1,\"degraded\":0,\"pending\":0}"),
                status);
        assertTrue(status.contains("\"instances\":{\"total\":2,\"ready\":2},\"plugins\":{\"running\":1,\"failed\":1}"),
                status);
        assertTrue(api.get("/v1/version").body().startsWith("{\"version\":\"0.1.0-test\",\"java\":\"25"));
    }

    @Test
    void routesAreThoseOfExposedServices() throws Exception {
        api.kernel.put("api", 2);
        String route = """
                [{"namespace":"default","service":"api","type":"http","host":"api.local","path":"/shop","stripPath":true,\
                "port":80,"ready":2,"inFlight":1,"requests":12,"answers":{"2xx":10,"5xx":2},"errors":3,\
                "p50Micros":6000,"p99Micros":19400,"message":""}]""";
        assertEquals(route, api.get("/v1/routes").body());
        assertEquals(route, api.get("/v1/namespaces/default/routes").body());
    }

    @Test
    void metricsCount() throws Exception {
        api.kernel.put("api", 2);
        api.get("/v1/nothing");
        String metrics = api.get("/metrics").body();
        for (String line : List.of("rune_build_info{version=\"0.1.0-test\"", "rune_services{phase=\"running\"} 1",
                "rune_instances{state=\"running\"} 2", "rune_service_restarts{namespace=\"default\",service=\"api\"} 4",
                "rune_http_requests_total{method=\"GET\",status=\"404\"} 1", "rune_plugins{status=\"failed\"} 1",
                "rune_heap_bytes{area=\"used\"}",
                "rune_route_requests_total{namespace=\"default\",service=\"api\"} 12",
                "rune_route_responses_total{namespace=\"default\",service=\"api\",class=\"5xx\"} 2",
                "rune_route_request_seconds_bucket{namespace=\"default\",service=\"api\",le=\"0.02\"} 12",
                "rune_route_request_seconds_bucket{namespace=\"default\",service=\"api\",le=\"+Inf\"} 12",
                "rune_unrouted_responses_total{exposure=\"http\",status=\"404\"} 5",
                "rune_route_request_seconds_sum{namespace=\"default\",service=\"api\"} 0.13")) {
            assertTrue(metrics.lines().anyMatch(each -> each.startsWith(line)), line + " is not in\n" + metrics);
        }
    }

    @Test
    void aMistakeOfOursTellsNothingOfTheInside() throws Exception {
        api.kernel.onCast = _ -> {
            throw new IllegalStateException("secret inside");
        };
        HttpResponse<String> answer = api.post("/v1/cast",
                "{\"files\":[{\"name\":\"a\",\"content\":\"service: {name: a}\"}]}");
        assertEquals(500, answer.statusCode());
        assertTrue(answer.body().contains("\"code\":\"internal\"") && !answer.body().contains("inside"), answer.body());
    }

    @Test
    void castsComeAsYaml() throws Exception {
        HttpResponse<String> answer = api.send(api.request("/v1/cast?namespace=team&dryRun=true&source=a.yaml")
                .header("Content-Type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofString("service: {name: api}")));
        assertEquals("""
                {"objects":[{"kind":"service","namespace":"team","name":"api","outcome":"updated","generation":2,\
                "replaces":true,"changes":[{"path":"scale","before":"1","after":"2"}],"notes":["stops first"]}]}""",
                answer.body());
        assertEquals(List.of("cast 1 CastOptions[namespace=team, dryRun=true, createNamespace=false]"),
                api.kernel.asked);
    }

    @Test
    void castsComeAsSeveralFiles() throws Exception {
        api.post("/v1/cast?createNamespace=true",
                """
                        {"files":[{"name":"a.yaml","content":"service: {name: a}"},{"name":"b.yaml","content":"service: {name: b}"}]}""");
        assertEquals(List.of("cast 2 CastOptions[namespace=default, dryRun=false, createNamespace=true]"),
                api.kernel.asked);
    }

    @Test
    void findingsComeWithTheirLine() throws Exception {
        api.kernel.onCast = _ -> {
            throw new Problem(ProblemCode.INVALID, "the castfile has 1 fault", List.of(new Finding(
                    new Position("b.yaml", 2, 3), "service.nme", "unknown key 'nme'", Optional.of("name"))))
                    .toException();
        };
        HttpResponse<String> answer = api.post("/v1/cast", """
                {"files":[{"name":"b.yaml","content":"service:\\n  nme: \\"b\\"\\n"}]}""");
        assertEquals(422, answer.statusCode());
        assertTrue(answer.body().contains("""
                "findings":[{"source":"b.yaml","line":2,"column":3,"path":"service.nme","message":"unknown key 'nme'",\
                "nearest":"name","excerpt":"  nme: \\"b\\""}]"""), answer.body());
    }

    @Test
    void faultsOfTheTextAndOfTheObjectsAreToldTogether() throws Exception {
        api.kernel.onCast = documents -> {
            throw new Problem(ProblemCode.INVALID, "the kernel's words", List.of(
                    Finding.of(documents.getFirst().body().position(), "service", "no runner"))).toException();
        };
        HttpResponse<String> answer = api.post("/v1/cast", """
                {"files":[{"name":"a.yaml","content":"service:\\n  name: a\\nservise: 1\\n"}]}""");
        assertEquals(422, answer.statusCode());
        assertTrue(answer.body().contains("the castfile has 2 faults; nothing was changed"), answer.body());
        assertTrue(answer.body().indexOf("no runner") < answer.body().indexOf("servise"), answer.body());
        assertTrue(api.kernel.asked.getFirst().contains("dryRun=true"), api.kernel.asked.toString());
    }

    @Test
    void aServiceAsYaml() throws Exception {
        api.kernel.put("api", 1);
        HttpResponse<String> answer = api.send(api.request(API).header("Accept", "application/yaml"));
        assertEquals("application/yaml", answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals("""
                service:
                  name: api
                  scale: 3
                status:
                  desiredReplicas: 1
                  readyReplicas: 1
                  currentReplicas: 1
                  lastScaleAt: 2026-01-02T03:04:05.678Z
                  lastScaleReason: cast
                """, answer.body().lines().limit(9).map(line -> line + "\n").reduce("", String::concat));
    }

    @Test
    void bodiesAreLimited() throws Exception {
        String declared = api.raw("POST /v1/cast HTTP/1.1\nHost: localhost\nAuthorization: Bearer TOKEN\n"
                + "Content-Type: application/yaml\nContent-Length: 50000000\nConnection: close\n\n");
        assertTrue(declared.startsWith("HTTP/1.1 413") && declared.contains("\"code\":\"too-large\""), declared);
        HttpResponse<String> sent = api.post("/v1/namespaces", "{\"name\":\"" + "x".repeat(100_000) + "\"}");
        assertEquals(413, sent.statusCode());
        assertTrue(sent.body().contains("larger than 64 KiB"), sent.body());
    }

    @Test
    void otherMediaTypesAreRefused() throws Exception {
        assertEquals(415, api.send(api.request("/v1/cast").header("Content-Type", "image/png")
                .POST(HttpRequest.BodyPublishers.ofString("x"))).statusCode());
    }

    @Test
    void backupsGoWhereTheyAreToldTo() throws Exception {
        Path file = directory.resolve("copy.db");
        assertEquals("{\"file\":\"" + file + "\",\"bytes\":6}",
                api.post("/v1/admin/backup", "{\"file\":\"" + file + "\"}").body());
        assertEquals(400, api.post("/v1/admin/backup", "{\"file\":\"copy.db\"}").statusCode());
    }

    @Test
    void restartIsAnsweredBeforeItHappens() throws Exception {
        assertEquals(202, api.post("/v1/admin/restart", "").statusCode());
        ApiFixture.await("the restart", () -> api.restarts.get() == 1);
    }

    @Test
    void shutdownIsAnswered() throws Exception {
        assertEquals(202, api.post("/v1/admin/shutdown", "{\"stopAll\":true}").statusCode());
        assertEquals(202, api.post("/v1/admin/shutdown", "").statusCode());
        ApiFixture.await("both shutdowns", () -> api.shutdowns.equals(List.of(true, false)));
    }
}
