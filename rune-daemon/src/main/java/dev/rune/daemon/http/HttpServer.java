package dev.rune.daemon.http;

import dev.rune.daemon.auth.Tokens;
import dev.rune.kernel.problem.ProblemException;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The HTTP server. It answers from the moment it is started: until the kernel runs, requests wait for it.
 */
public final class HttpServer implements AutoCloseable {
    /** Between two requests, and between two pieces of one. */
    private static final Duration IDLE = Duration.ofSeconds(30);
    /** A command to execute stands in the request's path, and may be a small script. */
    private static final int HEADER_BYTES = 64 << 10;
    private static final int MESSAGE_BYTES = 1 << 20;
    /** Platform threads, which only wait for sockets: requests are served on virtual ones. */
    private static final int THREADS = 12;

    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(5);

    private final Javalin javalin;
    private final Gate gate;
    private final OpenStreams streams;

    private HttpServer(Javalin javalin, Gate gate, OpenStreams streams) {
        this.javalin = javalin;
        this.gate = gate;
        this.streams = streams;
    }

    /**
     * Starts to serve the clients of {@code address}, which is closed with the server.
     *
     * @param tokens  whose holders are let in
     * @param backend what the API stands on
     * @throws ProblemException when the certificate cannot be used; nothing is left running
     */
    public static HttpServer start(Address address, Tokens tokens, Backend backend) {
        return start(address, tokens, backend, IDLE);
    }

    /** @param idle how long a client may say, or take, nothing */
    static HttpServer start(Address address, Tokens tokens, Backend backend, Duration idle) {
        HttpSettings settings = address.settings();
        OpenStreams streams = new OpenStreams();
        RequestCounts counts = new RequestCounts();
        List<Route> routes = routes(backend, streams, counts);
        Set<String> open = routes.stream().filter(Route::open).map(Route::path).collect(Collectors.toUnmodifiableSet());
        List<String> names = new ArrayList<>(List.of(settings.host()));
        settings.tls().ifPresent(tls -> names.addAll(tls.names()));
        ConnectionGuard guard = new ConnectionGuard();
        Gate gate = new Gate(open, new HostNames(names), tokens, backend, guard, counts);
        Javalin javalin = Javalin.create(config -> {
            quick(config);
            config.jetty.threadPool = threads();
            config.jetty.modifyServer(server -> {
                server.setHandler(gate);
                server.setErrorHandler(new Unreadable());
            });
            config.jetty.modifyHttpConfiguration(HttpServer::limits);
            config.jetty.modifyWebSocketServletFactory(factory -> {
                factory.setIdleTimeout(EventStream.HEARTBEAT.multipliedBy(4));
                factory.setMaxBinaryMessageSize(MESSAGE_BYTES);
            });
            config.jetty.addConnector((server, http) -> connector(server, http, address, guard, idle));
            Failures.register(config.routes);
            routes.forEach(route -> register(config, route));
        });
        try {
            javalin.start();
        } catch (RuntimeException e) {
            throw cannotStart(e);
        }
        return new HttpServer(javalin, gate, streams);
    }

    /** Stops to listen, ends every stream, and lets running requests come to their end if that is soon. */
    @Override
    public void close() {
        // Whoever connects from here on waits for the next daemon, where the socket is left to one, and is refused else.
        for (Connector connector : javalin.jettyServer().server().getConnectors()) {
            ((ServerConnector) connector).close();
        }
        streams.close();
        try {
            gate.close(LONGEST_GOODBYE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        javalin.stop();
    }

    /** The one table of all there is. */
    static List<Route> routes(Backend backend, OpenStreams streams, RequestCounts counts) {
        List<Route> routes = new ArrayList<>();
        Forgetting forgetting = new Forgetting();
        routes.addAll(new SystemRoutes(backend, counts).routes());
        routes.addAll(new PluginRoutes(backend).routes());
        routes.addAll(new NamespaceRoutes(backend, forgetting).routes());
        routes.addAll(new CastRoutes(backend, forgetting).routes());
        routes.addAll(new ServiceRoutes(backend).routes());
        routes.addAll(new ExposureRoutes(backend).routes());
        routes.addAll(new RolloutRoutes(backend).routes());
        routes.addAll(new ContentRoutes(backend, forgetting).routes());
        routes.addAll(new DependencyRoutes(backend).routes());
        routes.addAll(new WatchRoutes(backend, streams).routes());
        routes.addAll(new InstanceRoutes(backend).routes());
        routes.addAll(new LogRoutes(backend, streams).routes());
        routes.addAll(new ExecRoutes(backend, streams).routes());
        routes.addAll(new EventRoutes(backend, streams).routes());
        routes.add(Route.get("/v1/openapi.json", "This description of the API.")
                .answers(200, "An OpenAPI document.", Route.JSON, () -> Schemas.ANYTHING)
                .by(request -> Reply.send(request, 200, Route.JSON,
                        OpenApi.document(routes, backend.facts().version()))));
        return routes;
    }

    Javalin javalin() {
        return javalin;
    }

    private static void register(JavalinConfig config, Route route) {
        route.handler().ifPresent(handler -> config.routes.addHttpHandler(route.method(), route.path(), handler));
        route.webSocket().ifPresent(socket -> config.routes.ws(route.path(), socket));
    }

    /** Without what nobody sees or uses. */
    private static void quick(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
        config.http.generateEtags = false;
        config.router.ignoreTrailingSlashes = false;
        config.concurrency.useVirtualThreads = true;
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 3);
        threads.setName("http");
        threads.setReservedThreads(0);
        threads.setVirtualThreadsExecutor(
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory()));
        return threads;
    }

    private static void limits(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES);
    }

    private static Connector connector(Server server, HttpConfiguration http, Address address, ConnectionGuard guard,
            Duration idle) {
        HttpConfiguration configuration = new HttpConfiguration(http);
        List<ConnectionFactory> protocols = new ArrayList<>();
        address.settings().tls().ifPresent(tls -> {
            SslContextFactory.Server context = new SslContextFactory.Server();
            context.setKeyStore(tls.keyStore());
            context.setKeyStorePassword("");
            configuration.addCustomizer(new SecureRequestCustomizer(false));
            protocols.add(new SslConnectionFactory(context, "http/1.1"));
        });
        protocols.add(new HttpConnectionFactory(configuration));
        ServerConnector connector = new ServerConnector(server, 1, 1, protocols.toArray(ConnectionFactory[]::new));
        try {
            connector.open(address.channel());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connector.setIdleTimeout(idle.toMillis());
        connector.addBean(guard);
        return connector;
    }

    /** Jetty and Javalin wrap what went wrong several times. */
    private static RuntimeException cannotStart(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem;
            }
        }
        return failure;
    }

    /** Answers requests that are not even HTTP enough for a handler of ours. */
    private static final class Unreadable extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response,
                Callback callback) {
            int status = response.getStatus();
            return Gate.refuse(response, callback, ProblemDocument.of(status,
                    Optional.ofNullable(request.getAttribute(ErrorHandler.ERROR_MESSAGE)).map(Object::toString)
                            .orElse(HttpStatus.getMessage(status))));
        }
    }
}
