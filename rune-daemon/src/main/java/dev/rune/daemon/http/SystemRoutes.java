package dev.rune.daemon.http;

import dev.rune.daemon.auth.Identity;
import dev.rune.kernel.spi.host.Kernel;
import dev.rune.kernel.spi.host.ServiceView;
import dev.rune.kernel.status.PluginStatus;
import dev.rune.kernel.status.ServicePhase;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The daemon itself: whether it lives, who it is, how it does, and its end. */
final class SystemRoutes {
    private static final Shape<Backend.Facts> VERSION = Shape.<Backend.Facts>named("Version", "What runs here.")
            .text("version", Backend.Facts::version)
            .text("java", _ -> System.getProperty("java.version"))
            .text("os", _ -> System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                    + System.getProperty("os.arch"))
            .text("api", _ -> "v1");

    private static final Shape<List<ServiceView>> SERVICE_COUNTS = serviceCounts();

    private static final Shape<List<ServiceView>> INSTANCE_COUNTS = Shape.<List<ServiceView>>named("InstanceCounts",
            "How many instances there are.")
            .whole("total", services -> services.stream().mapToLong(view -> view.status().currentReplicas()).sum())
            .whole("ready", services -> services.stream().mapToLong(view -> view.status().readyReplicas()).sum());

    private static final Shape<List<PluginStatus>> PLUGIN_COUNTS = Shape.<List<PluginStatus>>named("PluginCounts",
            "How many plugins there are.")
            .whole("running", plugins -> plugins.stream().filter(PluginStatus::running).count())
            .whole("failed", plugins -> plugins.stream().filter(plugin -> !plugin.running()).count());

    private static final Shape<State> STATUS = Shape.<State>named("Status", "How the daemon does.")
            .text("version", state -> state.facts().version())
            .time("startedAt", state -> state.facts().startedAt())
            .whole("uptimeSeconds",
                    state -> Math.max(0, Duration.between(state.facts().startedAt(), Instant.now()).toSeconds()))
            .text("node", state -> state.facts().node())
            .whole("pid", state -> state.facts().pid())
            .text("dataDirectory", state -> state.facts().dataDirectory().toString())
            .object("services", SERVICE_COUNTS, State::services)
            .object("instances", INSTANCE_COUNTS, State::services)
            .object("plugins", PLUGIN_COUNTS, State::plugins);

    private static final Shape<Identity> WHO = Shape.<Identity>named("Identity", "Whose token it is.")
            .text("name", Identity::name)
            .text("role", Identity::role);

    private static final Shape<Boolean> SHUTDOWN = Shape.<Boolean>named("Shutdown", "How the daemon shall end.")
            .flag("stopAll", stopAll -> stopAll);

    private static final Shape<Path> BACKUP_REQUEST = Shape.<Path>named("BackupRequest",
            "A file that is not there yet, by its absolute path.")
            .text("file", Path::toString);

    private static final Shape<Path> BACKUP = Shape.<Path>named("Backup", "A copy of the store.")
            .text("file", Path::toString)
            .whole("bytes", SystemRoutes::size);

    private static final Shape<Integer> ROTATED = Shape.<Integer>named("Rotated", "A new master key.")
            .whole("secrets", Integer::longValue);

    private record State(Backend.Facts facts, List<ServiceView> services, List<PluginStatus> plugins) {}

    private final Backend backend;
    private final Metrics metrics;

    SystemRoutes(Backend backend, RequestCounts counts) {
        this.backend = backend;
        this.metrics = new Metrics(backend, counts);
    }

    List<Route> routes() {
        return List.of(
                Route.get("/healthz", "Whether the daemon lives.").open()
                        .answers(200, "It does.", Route.PLAIN, () -> Schemas.TEXT)
                        .by(request -> plain(request, 200, "ok\n")),
                Route.get("/readyz", "Whether the daemon can serve requests.").open()
                        .answers(200, "It can.", Route.PLAIN, () -> Schemas.TEXT)
                        .by(this::ready),
                Route.get("/metrics", "Numbers for Prometheus.")
                        .answers(200, "Metrics in the Prometheus text format.", Route.PLAIN, () -> Schemas.TEXT)
                        .by(request -> Reply.send(request, 200, Metrics.MEDIA_TYPE, metrics.text())),
                Route.get("/v1/version", "What runs here.")
                        .answers(200, "The versions.", Route.JSON, VERSION::schema)
                        .by(request -> Reply.json(request, VERSION, backend.facts())),
                Route.get("/v1/status", "How the daemon does.")
                        .answers(200, "Counts of what it looks after.", Route.JSON, STATUS::schema)
                        .by(this::status),
                Route.get("/v1/whoami", "Whose token this is.")
                        .answers(200, "Its name and role.", Route.JSON, WHO::schema)
                        .by(request -> Reply.json(request, WHO, request.attribute(Gate.IDENTITY))),
                Route.post("/v1/admin/shutdown", "Ends the daemon; instances live on unless `stopAll` is true.")
                        .body(Route.JSON, SHUTDOWN::schema)
                        .answers(202, "It is ending.")
                        .by(this::shutdown),
                Route.post("/v1/admin/restart",
                        "Has another daemon follow this one; instances live on, and connections wait meanwhile.")
                        .answers(202, "It is ending; `startedAt` of the status tells when the next one answers.")
                        .by(this::restart),
                Route.post("/v1/admin/backup", "Copies the store into a file on the daemon's machine.")
                        .body(Route.JSON, BACKUP_REQUEST::schema)
                        .answers(200, "The file is complete.", Route.JSON, BACKUP::schema)
                        .by(this::backup),
                Route.post("/v1/admin/rotate-key", "Makes a new master key and wraps every secret's key by it.")
                        .answers(200, "Nothing needs the old key any more.", Route.JSON, ROTATED::schema)
                        .by(request -> Reply.json(request, ROTATED, backend.kernel().rotateMasterKey())));
    }

    private void ready(Context request) throws Exception {
        if (!backend.awaitKernel(Duration.ZERO)) {
            throw new RequestException(503, "runed is starting");
        }
        Optional<String> trouble = backend.trouble();
        if (trouble.isPresent()) {
            throw new RequestException(503, trouble.get());
        }
        plain(request, 200, "ok\n");
    }

    private void status(Context request) throws IOException {
        Kernel kernel = backend.kernel();
        Reply.json(request, STATUS, new State(backend.facts(), kernel.services(Optional.empty()), kernel.plugins()));
    }

    private void shutdown(Context request) throws IOException {
        boolean stopAll = Body.of(request, "stopAll").flag("stopAll");
        backend.shutdown(stopAll);
        Reply.empty(request, 202);
        request.res().flushBuffer();
    }

    private void restart(Context request) throws IOException {
        backend.restart();
        Reply.empty(request, 202);
        request.res().flushBuffer();
    }

    private void backup(Context request) throws IOException {
        Path file = Path.of(Body.of(request, "file").text("file"));
        if (!file.isAbsolute()) {
            throw new RequestException(400, "'file' is '" + file + "'; it must be an absolute path");
        }
        backend.backup(file);
        Reply.json(request, BACKUP, file);
    }

    private static void plain(Context request, int status, String text) throws IOException {
        Reply.send(request, status, Route.PLAIN, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Shape<List<ServiceView>> serviceCounts() {
        Shape<List<ServiceView>> shape = Shape
                .<List<ServiceView>>named("ServiceCounts", "How many services are in each phase.")
                .whole("total", List::size);
        for (ServicePhase phase : ServicePhase.values()) {
            shape.whole(phase.name().toLowerCase(Locale.ROOT),
                    services -> services.stream().filter(view -> view.status().phase() == phase).count());
        }
        return shape;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
