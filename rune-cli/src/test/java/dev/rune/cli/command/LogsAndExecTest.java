package dev.rune.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.cli.CommandLineRun;
import dev.rune.cli.CommandLineRun.Result;
import dev.rune.cli.FakeDaemon;
import dev.rune.cli.api.FakeWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LogsAndExecTest {
    private final FakeDaemon daemon = FakeDaemon.start();

    @AfterEach
    void end() {
        daemon.close();
    }

    private Result rune(String... words) {
        return CommandLineRun.with(daemon).run(words);
    }

    @Nested
    class Logs {
        private static final String LINES = """
                {"time":"2026-01-04T03:04:05Z","instance":"api-x1","stream":"stdout","line":"hello"}
                {"time":"2026-01-04T03:04:06Z","instance":"api-long2","stream":"stderr","line":"wörld"}
                """;

        private void instances(String slots) {
            daemon.on("GET /v1/namespaces/default/logs/api", 200, "application/x-ndjson", LINES)
                    .on("GET /v1/namespaces/default/instances", slots);
        }

        @Test
        void ofOnePlaceAreShownAsTheyAre() {
            instances("[{\"id\":\"api-x1\",\"slot\":0},{\"id\":\"api-long2\",\"slot\":0}]");
            assertEquals(new Result(0, "hello\nwörld\n", ""), rune("logs", "api"));
            assertEquals("/v1/namespaces/default/logs/api?tail=100", daemon.requests().get(0).target());
        }

        @Test
        void ofSeveralInstancesArePrefixed() {
            instances("[{\"id\":\"api-x1\",\"slot\":0},{\"id\":\"api-long2\",\"slot\":1}]");
            assertEquals("api-x1 | hello\napi-long2 | wörld\n", rune("logs", "api").out());
            assertEquals("api-x1 | 2026-01-04T03:04:05Z hello\napi-long2 | 2026-01-04T03:04:06Z wörld\n",
                    rune("logs", "api", "--timestamps").out());
        }

        @Test
        void areDataToo() {
            instances("[]");
            assertEquals(LINES, rune("logs", "api", "-o", "json").out());
            assertEquals(2, rune("logs", "api", "-o", "yaml").code());
        }

        @Test
        void areChosen() {
            instances("[]");
            rune("logs", "api", "-f", "-p", "--tail", "0", "--since", "10m", "--until", "2026-01-04T04:00:00+01:00",
                    "--grep", "a|b");
            assertEquals(
                    "/v1/namespaces/default/logs/api?tail=0&since=2026-01-04T02%3A54%3A05Z&until=2026-01-04T03%3A00%3A00Z&grep=a%7Cb"
                            + "&follow=true&previous=true",
                    daemon.requests().get(0).target());
        }

        @Test
        void areNotChosenByNonsense() {
            assertEquals(2, rune("logs", "api", "--tail", "many").code());
            assertEquals(2, rune("logs", "api", "--since", "yester-day").code());
            assertEquals(2, rune("logs", "api", "web").code());
            assertTrue(daemon.requests().isEmpty());
        }
    }

    @Nested
    class Exec {
        private void command(FakeWebSocket.Talk talk) {
            daemon.on("GET /v1/namespaces/default/exec/api",
                    (request, in, out) -> FakeWebSocket.serve(request, in, out, talk));
        }

        @Test
        void passesTheOutputAndTheExitCodeOn() {
            command(socket -> {
                socket.send(1, "out");
                socket.send(2, "err");
                socket.send(3, "{\"exitCode\":42}");
            });
            assertEquals(new Result(42, "out", "err"),
                    rune("exec", "--workdir", "/tmp", "--env", "A=1", "-e", "B=2", "api", "--", "ls", "-l", "--help"));
            assertEquals(
                    "/v1/namespaces/default/exec/api?command=ls&command=-l&command=--help&workdir=%2Ftmp&env=A%3D1&env=B%3D2",
                    daemon.requests().get(0).target());
        }

        @Test
        void tellsASignalAsAShellDoes() {
            command(socket -> socket.send(3, "{\"signal\":9}"));
            assertEquals(137, rune("exec", "api", "true").code());
        }

        @Test
        void passesTheInputOnWhereItIsAskedTo() {
            command(socket -> {
                StringBuilder input = new StringBuilder();
                for (Optional<byte[]> message = socket.receive(); message.isPresent()
                        && message.get().length > 1; message = socket.receive()) {
                    input.append(new String(message.get(), 1, message.get().length - 1, StandardCharsets.UTF_8));
                }
                socket.send(1, "[" + input + "]");
                socket.send(3, "{\"exitCode\":0}");
            });
            assertEquals("[hello]", CommandLineRun.with(daemon).input("hello").run("exec", "-i", "api", "cat").out());
            assertEquals("[]", CommandLineRun.with(daemon).input("hello").run("exec", "api", "cat").out());
        }

        @Test
        void endsWith124WhenItTakesTooLong() {
            command(socket -> {
                while (socket.receive().isPresent()) {
                    socket.send(1, ".");
                }
            });
            Result result = rune("exec", "--timeout", "50ms", "api", "sleep", "100");
            assertEquals(124, result.code());
            assertEquals("error: the command was killed: it took longer than 0.05s\n", result.err());
        }

        @Test
        void tellsWhatTheDaemonRefuses() {
            command(socket -> socket.send(3,
                    "{\"problem\":{\"status\":404,\"detail\":\"there is no service 'api'\"}}"));
            assertEquals(new Result(4, "", "error: there is no service 'api'\n"), rune("exec", "api", "ls"));
        }

        @Test
        void saysWhenTheDaemonHangsUp() {
            command(socket -> socket.send(1, "x"));
            assertEquals(9, rune("exec", "api", "ls").code());
        }

        @Test
        void wantsACommandAndWellFormedVariables() {
            assertEquals(2, rune("exec", "api").code());
            assertEquals(2, rune("exec", "api", "--").code());
            assertEquals(2, rune("exec", "--env", "A", "api", "ls").code());
        }
    }
}
