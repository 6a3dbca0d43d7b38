package dev.rune.cli.api;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads a stream of server-sent events. Used by one thread; any thread may close it. */
public final class ServerEvents implements Closeable {
    /** Three times the pause between the daemon's signs of life. */
    private static final int PATIENCE_MILLIS = 45_000;

    private final Response response;
    private final byte[] buffer = new byte[16 * 1024];
    private int at;
    private int end;

    private ServerEvents(Response response) {
        this.response = response;
    }

    /**
     * An event.
     *
     * @param name what kind it is
     * @param data its text, without the last line end
     */
    public record ServerEvent(String name, String data) {}

    /** Opens the stream at {@code target}. */
    public static ServerEvents open(Api api, Paths target) {
        return new ServerEvents(api.open(target.toString(), "text/event-stream", PATIENCE_MILLIS));
    }

    /** The next event, empty at the stream's end. */
    public Optional<ServerEvent> next() throws IOException {
        String name = "message";
        StringBuilder data = new StringBuilder();
        while (true) {
            Optional<String> line = line();
            if (line.isEmpty()) {
                return Optional.empty();
            }
            String text = line.get();
            if (text.isEmpty()) {
                if (!data.isEmpty()) {
                    data.setLength(data.length() - 1);
                    return Optional.of(new ServerEvent(name, data.toString()));
                }
                name = "message";
            } else if (text.startsWith("event:")) {
                name = text.substring(6).trim();
            } else if (text.startsWith("data:")) {
                data.append(text, text.startsWith("data: ") ? 6 : 5, text.length()).append('\n');
            }
        }
    }

    private Optional<String> line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        while (true) {
            if (at == end) {
                at = 0;
                end = Math.max(0, response.read(buffer, 0, buffer.length));
                if (end == 0) {
                    return Optional.empty();
                }
            }
            int start = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            line.write(buffer, start, at - start);
            if (at < end) {
                at++;
                String text = line.toString(StandardCharsets.UTF_8);
                return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
            }
        }
    }

    @Override
    public void close() {
        response.close();
    }
}
