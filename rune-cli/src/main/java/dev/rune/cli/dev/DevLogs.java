package dev.rune.cli.dev;

import dev.rune.cli.api.Api;
import dev.rune.cli.api.Paths;
import dev.rune.cli.api.Response;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.follow.Target;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.LogLines;
import java.io.IOException;
import java.util.function.Consumer;

/** Follows the output of one service on a thread of its own, until the daemon ends. */
final class DevLogs {
    private final Api api;
    private final Target service;
    private final Consumer<Json> listener;

    private DevLogs(Api api, Target service, Consumer<Json> listener) {
        this.api = api;
        this.service = service;
        this.listener = listener;
    }

    /** Begins to follow; {@code listener} gets each line. */
    static Thread start(Api api, Target service, Consumer<Json> listener) {
        DevLogs logs = new DevLogs(api, service, listener);
        return Thread.ofPlatform().daemon().name("logs-" + service.name()).start(logs::run);
    }

    private void run() {
        String path = Paths.in(service.namespace(), "logs", service.name()).with("tail", "0").with("follow", "true")
                .toString();
        try (Response response = api.open(path, "application/x-ndjson", 0)) {
            LogLines lines = new LogLines(response);
            for (Json line = lines.next(); line.present(); line = lines.next()) {
                listener.accept(line);
            }
        } catch (Failure | IOException ignored) {
            // The daemon has ended or is about to; who runs it says so.
        }
    }
}
