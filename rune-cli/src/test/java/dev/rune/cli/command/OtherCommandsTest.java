package dev.rune.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.cli.CommandLineRun;
import dev.rune.cli.CommandLineRun.Result;
import dev.rune.cli.FakeDaemon;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherCommandsTest {
    private final FakeDaemon daemon = FakeDaemon.start();

    @TempDir
    private Path home;

    @AfterEach
    void end() {
        daemon.close();
    }

    private Result rune(String... words) {
        return CommandLineRun.with(daemon).home(home).run(words);
    }

    @Test
    void statusTellsHowItAllIs() {
        daemon.on("GET /v1/status",
                """
                        {"version":"1.2","startedAt":"2026-01-04T01:04:05Z","uptimeSeconds":7200,"node":"box","pid":77,"dataDirectory":"/var/lib/rune",
                        "services":{"total":3,"running":2,"degraded":0,"failed":1,"pending":0,"stopped":0,"deleting":0},
                        "instances":{"total":5,"ready":4},"plugins":{"running":3,"failed":0}}""");
        assertEquals("""
                runed       1.2 on box, pid 77, up 2h
                server      %s
                data        /var/lib/rune
                services    3: 2 running, 1 failed
                instances   5, 4 ready
                plugins     3 running
                """.formatted(daemon.address()), rune("status").out());
        assertTrue(rune("status", "-o", "json").out().contains("\"uptimeSeconds\": 7200"));
    }

    @Test
    void healthTellsWhatProbesSay() {
        daemon.on("GET /v1/namespaces/default/services/api/health",
                """
                        [{"instance":"api-x1","role":"readiness","type":"http","passing":false,"successes":0,"failures":2,"attempts":[
                        {"at":"2026-01-04T03:03:55Z","verdict":"healthy","latencyMillis":1,"message":"200"},
                        {"at":"2026-01-04T03:04:05Z","verdict":"unhealthy","latencyMillis":12,"message":"answered 503\\nbody"}]}]""");
        assertEquals("""
                INSTANCE   PROBE       TYPE   PASSING   SUCCESSES   FAILURES   LAST ANSWER
                api-x1     readiness   http   no        0           2          answered 503
                """, rune("health", "api").out());
        assertEquals("""
                INSTANCE   PROBE       TYPE   AGE   VERDICT     LATENCY   ANSWER
                api-x1     readiness   http   10s   healthy     1ms       200
                api-x1     readiness   http   0s    unhealthy   12ms      answered 503
                """, rune("health", "api", "--checks").out());
    }

    @Test
    void whoamiTellsWhoAndWhere() {
        daemon.on("GET /v1/whoami", "{\"name\":\"admin\",\"role\":\"admin\"}");
        assertEquals("admin (role admin) at " + daemon.address() + ", namespace default\n", rune("whoami").out());
    }

    @Test
    void versionIsKnownWithoutADaemon() {
        Result alone = CommandLineRun.alone().run("version");
        assertEquals(0, alone.code());
        assertTrue(alone.out().startsWith("rune    "), alone.out());
        assertTrue(alone.err().startsWith("runed   no runed is known here"), alone.err());
        assertEquals("", CommandLineRun.alone().run("version", "--client").err());
        daemon.on("GET /v1/version", "{\"version\":\"9\",\"java\":\"25\",\"os\":\"Linux\",\"api\":\"v1\"}");
        assertTrue(rune("version").out().endsWith("runed   9 (Java 25, Linux, API v1)\n"));
    }

    @Test
    void backupNamesTheFileFromWhereWeAre() {
        daemon.on("POST /v1/admin/backup", "{\"file\":\"/x/b.db\",\"bytes\":4096}");
        assertEquals("/x/b.db written, 4096 bytes\n", rune("admin", "backup", "b.db").out());
        assertTrue(daemon.only("POST /v1/admin/backup").body().startsWith("{\"file\":\"/"));
    }

    @Test
    void shutdownWaitsUntilNobodyAnswers() {
        daemon.on("POST /v1/admin/shutdown", (request, in, out) -> {
            FakeDaemon.send(out, 202, "application/json", "");
            daemon.close();
        });
        assertEquals("runed has ended; its instances go on running\n", rune("admin", "shutdown").out());
        assertEquals("{\"stopAll\":false}", daemon.only("POST /v1/admin/shutdown").body());
    }

    @Test
    void eventsAreFollowedAndEachIsPrintedOnce() throws InterruptedException {
        daemon.on("GET /v1/events", (request, in, out) -> {
            if (!request.target().contains("follow")) {
                FakeDaemon.send(out, 200, "application/json",
                        "[{\"sequence\":7,\"at\":\"2026-01-04T03:04:05Z\",\"reason\":\"First\"}]");
                return;
            }
            FakeDaemon.begin(out, "text/event-stream");
            out.write(
                    "event: event\nid: 8\ndata: {\"sequence\":8,\"at\":\"2026-01-04T03:04:06Z\",\"reason\":\"Second\"}\n\n"
                            .getBytes(StandardCharsets.UTF_8));
            daemon.refuse("GET /v1/events", 403, "enough");
        });
        Result result = rune("events", "-f");
        assertEquals(3, result.code());
        assertTrue(daemon.requests().get(1).target().contains("after=7"), daemon.requests().toString());
        assertTrue(daemon.requests().get(2).target().contains("after=8"), daemon.requests().toString());
        assertEquals(1, result.out().split("Second", -1).length - 1, result.out());
    }

    @Nested
    class Configuration {
        private CommandLineRun shell() {
            return CommandLineRun.alone().home(home);
        }

        @Test
        void isWrittenByLogin() throws IOException {
            daemon.on("GET /v1/whoami", "{\"name\":\"admin\"}");
            Path file = home.resolve(".config/rune/client.yaml");
            Result result = shell().input(FakeDaemon.TOKEN + "\n").run("login", "--api-server", daemon.address(),
                    "--context", "box");
            assertEquals("logged in to " + daemon.address() + " as admin\n", result.out());
            assertEquals("""
                    currentContext: box
                    contexts:
                      box:
                        server: %s
                        token: sesame
                    """.formatted(daemon.address()), Files.readString(file));
            daemon.on("GET /v1/namespaces/default/services", "[]");
            assertEquals(0, shell().run("get", "services").code());
        }

        @Test
        void isNotWrittenForAWrongToken() {
            assertEquals(3, shell().input("wrong\n").run("login", "--api-server", daemon.address()).code());
            assertEquals(2, shell().run("login").code());
            assertEquals(2, shell().run("login", "--api-server", daemon.address()).code());
            assertTrue(Files.notExists(home.resolve(".config")));
        }

        @Test
        void isShownWithoutTokens() {
            shell().run("config", "set-context", "a", "--api-server", "http://a:1", "--token", "secret", "-n", "web");
            assertEquals("""
                    currentContext: a
                    contexts:
                      a:
                        server: http://a:1
                        token: "(not shown)"
                        namespace: web
                    """, shell().run("config", "view").out());
            assertTrue(shell().run("config", "view", "--raw").out().contains("token: secret"));
        }

        @Test
        void hasContextsToChooseFrom() {
            assertEquals("context/a created\n",
                    shell().run("config", "set-context", "a", "--api-server", "http://a:1").out());
            assertEquals("context/b created\n",
                    shell().run("config", "set-context", "b", "--api-server", "http://b:1").out());
            assertEquals("context/b updated\n", shell().run("config", "set-context", "b", "-n", "web").out());
            assertEquals("context/b in use\n", shell().run("config", "use-context", "b").out());
            assertTrue(shell().run("config", "view").out().startsWith("currentContext: b"));
            Result missing = shell().run("config", "use-context", "c");
            assertEquals(4, missing.code());
            assertTrue(missing.err().contains("has no context 'c', only a, b"), missing.err());
        }
    }

    @Nested
    class Mistakes {
        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
                "gte                      | rune has no command 'gte'; did you mean 'get'?",
                "get servcies             | there is no type 'servcies'; did you mean 'services'?",
                "get services -o yml      | -o 'yml' is not one of table, wide, json, yaml, name; did you mean 'yaml'?",
                "logs api --tial 3        | unknown option '--tial'; did you mean '--tail'?",
                "config vew               | rune config has no command 'vew'; did you mean 'view'?",
                "config                   | rune config needs one of: view, use-context, set-context",
                "get                      | missing required parameter: 'TYPE [NAME]'",
                "get services -n          | missing required parameter for option '--namespace' (NAME)",
                "scale api 1 --timeout 5  | --timeout '5' is no duration; write it like 90s, 5m, 1h30m or 250ms",
                "create secret db --from-file a=no/such  | there is no file 'no/such'",
                "logs api --since yesterday | --since 'yesterday' is neither a duration like 10m nor a time like 2026-01-02T03:04:05Z",
                "stop x --wait --no-wait  | --wait and --no-wait exclude each other",
                "completion csh           | there is no completion for 'csh', only for bash, zsh and fish; did you mean 'zsh'?"})
        void areNamedWithTheNearestWord(String line, String message) {
            Result result = rune(line.split(" "));
            assertEquals(2, result.code());
            assertEquals("error: " + message, result.err().lines().findFirst().orElse(""));
        }
    }

    @Nested
    class Completions {
        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {"lo|logs,login", "get s|services,secrets", "get c|configmaps",
                "delete secret d|db", "delete d|''",
                "scale api 3 --mode g|gradual",
                "get services --nam|--namespace",
                "config use|use-context",
                "get svc a|api", "logs a|api,api-x1", "-n default scale a|api", "get services -o y|yaml",
                "delete ns d|default", "scale api 3|''",
                "exec -w /tmp a|api,api-x1", "completion f|fish"})
        void offerWhatMayFollow(String line, String words) {
            daemon.on("GET /v1/namespaces/default/services", "[{\"name\":\"api\",\"namespace\":\"default\"}]")
                    .on("GET /v1/namespaces/default/instances", "[{\"id\":\"api-x1\"}]")
                    .on("GET /v1/namespaces/default/secrets", "[{\"name\":\"db\"}]")
                    .on("GET /v1/namespaces", "[{\"name\":\"default\"}]");
            Result result = rune(("__complete -- " + line).split(" ", -1));
            assertEquals(words, String.join(",", result.out().lines().map(found -> found.split("\t")[0]).toList()));
        }

        @ParameterizedTest
        @CsvSource({"bash", "zsh", "fish"})
        void existForEachShell(String shell) {
            assertTrue(rune("completion", shell).out().contains("__complete"));
        }

        @Test
        void areSilentWithoutADaemon() {
            assertEquals(new Result(0, "", ""), CommandLineRun.alone().run("__complete", "--", "logs", ""));
        }
    }
}
