package dev.rune.daemon.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.TerminalSize;
import dev.rune.kernel.status.Exit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands over a WebSocket, with real processes behind. */
class ExecRoutesTest {
    @TempDir
    Path directory;
    ApiFixture api;
    final List<ExecRequest> requests = new CopyOnWriteArrayList<>();
    final List<Child> children = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        api = ApiFixture.start(directory);
        api.kernel.exec = (name, request) -> {
            if (!name.equals("api")) {
                throw FakeKernel.missing("service or instance", name);
            }
            requests.add(request);
            Child child = new Child(request.command());
            children.add(child);
            return child;
        };
    }

    @AfterEach
    void stop() {
        api.close();
        children.forEach(Child::close);
    }

    private static final class Child implements ExecSession {
        final List<TerminalSize> sizes = new CopyOnWriteArrayList<>();
        final Process process;

        Child(List<String> command) {
            try {
                process = new ProcessBuilder(command).start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public OutputStream stdin() {
            return process.getOutputStream();
        }

        @Override
        public InputStream stdout() {
            return process.getInputStream();
        }

        @Override
        public InputStream stderr() {
            return process.getErrorStream();
        }

        @Override
        public void resize(TerminalSize size) {
            sizes.add(size);
        }

        @Override
        public Exit waitFor() throws InterruptedException {
            int code = process.waitFor();
            return code > 128 ? Exit.signal(code - 128) : Exit.code(code);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** What a client has heard. */
    private static final class Heard implements WebSocket.Listener {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final CompletableFuture<String> end = new CompletableFuture<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            message.writeBytes(bytes);
            if (last) {
                byte[] whole = message.toByteArray();
                message.reset();
                switch (whole[0]) {
                    case 1 -> out.write(whole, 1, whole.length - 1);
                    case 2 -> err.write(whole, 1, whole.length - 1);
                    default -> end.complete(new String(whole, 1, whole.length - 1, StandardCharsets.UTF_8));
                }
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
        }

        String end() throws Exception {
            return end.get(20, TimeUnit.SECONDS);
        }
    }

    private WebSocket open(String target, Heard heard) {
        return api.client().newWebSocketBuilder().header("Authorization", "Bearer " + api.token)
                .buildAsync(address(target), heard).join();
    }

    private URI address(String target) {
        return URI.create(api.uri("/v1/namespaces/default/exec/" + target).toString().replace("http:", "ws:"));
    }

    private static void send(WebSocket socket, int kind, byte[] content) {
        byte[] message = new byte[content.length + 1];
        message[0] = (byte) kind;
        System.arraycopy(content, 0, message, 1, content.length);
        socket.sendBinary(ByteBuffer.wrap(message), true).join();
    }

    @Test
    void outputErrorsAndExitCodeCome() throws Exception {
        Heard heard = new Heard();
        open("api?command=/bin/sh&command=-c&command=echo%20out;%20echo%20err%20%3E%262;%20exit%203&env=A=1%3D2&workdir=/tmp",
                heard);
        assertEquals("{\"exitCode\":3}", heard.end());
        assertEquals("out\n", heard.out.toString(StandardCharsets.UTF_8));
        assertEquals("err\n", heard.err.toString(StandardCharsets.UTF_8));
        assertEquals(1000, heard.closed.get(20, TimeUnit.SECONDS));
        assertEquals("ExecRequest[command=[/bin/sh, -c, echo out; echo err >&2; exit 3], env={A=1=2},"
                + " workdir=Optional[/tmp], terminal=Optional.empty]", requests.getFirst().toString());
    }

    @Test
    void inputGoesInAndComesBackWhole() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = open("api?command=/bin/cat", heard);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            byte[] piece = new byte[1 + random.nextInt(60_000)];
            random.nextBytes(piece);
            sent.writeBytes(piece);
            send(socket, 0, piece);
        }
        send(socket, 0, new byte[0]);
        assertEquals("{\"exitCode\":0}", heard.end());
        assertArrayEquals(sent.toByteArray(), heard.out.toByteArray());
    }

    @Test
    void allOutputComesBeforeTheEnd() throws Exception {
        Heard heard = new Heard();
        open("api?command=/bin/sh&command=-c&command=head%20-c%205000000%20/dev/zero", heard);
        assertEquals("{\"exitCode\":0}", heard.end());
        assertEquals(5_000_000, heard.out.size());
    }

    @Test
    void whatACommandLeavesBehindDoesNotKeepTheClient() throws Exception {
        Heard heard = new Heard();
        open("api?command=/bin/sh&command=-c&command=sleep%2020%20%26%20echo%20done", heard);
        assertEquals("{\"exitCode\":0}", heard.end());
        assertEquals("done\n", heard.out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aSignalIsTold() throws Exception {
        Heard heard = new Heard();
        open("api?command=/bin/sh&command=-c&command=kill%20-9%20$$", heard);
        assertEquals("{\"signal\":9}", heard.end());
    }

    @Test
    void aTerminalHasASize() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = open("api?command=/bin/cat&tty=true&cols=100&rows=30", heard);
        send(socket, 1, "{\"cols\":120,\"rows\":40}".getBytes(StandardCharsets.UTF_8));
        send(socket, 1, "{\"cols\":0}".getBytes(StandardCharsets.UTF_8));
        send(socket, 0, new byte[0]);
        assertEquals("{\"exitCode\":0}", heard.end());
        assertEquals("Optional[TerminalSize[columns=100, rows=30]]", requests.getFirst().terminal().toString());
        assertEquals(List.of(new TerminalSize(120, 40)), children.getFirst().sizes);
    }

    @Test
    void whatCannotBeExecutedIsAProblem() throws Exception {
        for (String target : List.of("web?command=true", "api", "api?command=true&env=x",
                "api?command=true&tty=true&cols=0",
                "api?command=true&tty=true&rows=x")) {
            Heard heard = new Heard();
            open(target, heard);
            assertTrue(heard.end().startsWith("{\"problem\":{\"type\":\"about:blank\""), target + ": " + heard.end());
            heard.closed.get(20, TimeUnit.SECONDS);
        }
        assertEquals(List.of(), children);
    }

    @Test
    void aClientThatGoesTakesItsCommandAlong() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = open("api?command=/bin/sleep&command=600", heard);
        ApiFixture.await("it runs", () -> !children.isEmpty());
        socket.abort();
        ApiFixture.await("it was killed", () -> !children.getFirst().process.isAlive());
    }

    @Test
    void commandsEndWithTheServer() throws Exception {
        Heard heard = new Heard();
        open("api?command=/bin/sleep&command=600", heard);
        ApiFixture.await("it runs", () -> !children.isEmpty());
        api.server.close();
        ApiFixture.await("it was killed", () -> !children.getFirst().process.isAlive());
    }

    @Test
    void aWebSocketNeedsATokenToo() {
        Heard heard = new Heard();
        assertThrows(CompletionException.class, () -> api.client().newWebSocketBuilder()
                .buildAsync(address("api?command=true"), heard).join());
    }

    @Test
    void manyCommandsAtOnce() throws Exception {
        List<Heard> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Heard heard = new Heard();
            open("api?command=/bin/cat", heard).sendBinary(ByteBuffer.wrap(new byte[]{0}), true).join();
            all.add(heard);
        }
        for (Heard heard : all) {
            assertEquals("{\"exitCode\":0}", heard.end());
        }
    }
}
