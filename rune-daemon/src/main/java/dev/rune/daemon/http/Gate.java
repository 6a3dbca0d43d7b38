package dev.rune.daemon.http;

import dev.rune.daemon.auth.Identity;
import dev.rune.daemon.auth.Tokens;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before everything else, so that nothing can be forgotten behind it: whether a request came by one of our own
 * names, not from somebody else's page, and with a valid token. Requests that come while the kernel is still starting
 * wait here for it.
 */
final class Gate extends Handler.Wrapper {
    /** The attribute of a request that tells who sent it. */
    static final String IDENTITY = "dev.rune.identity";
    /** The attribute of a request that tells its connection. */
    static final String CONNECTION = "dev.rune.connection";

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final Duration LONGEST_START = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(5);
    /** What was accepted last may not be known yet. */
    private static final Duration SETTLING = Duration.ofMillis(50);
    private static final Duration FIRST_REQUEST = Duration.ofMillis(500);
    private static final String SCHEME = "bearer ";

    private final Set<String> open;
    private final HostNames names;
    private final Tokens tokens;
    private final Backend backend;
    private final ConnectionGuard guard;
    private final RequestCounts counts;
    private final AtomicInteger inProgress = new AtomicInteger();
    private volatile boolean closing;
    private volatile boolean closed;

    /** @param open the paths that need no token */
    Gate(Set<String> open, HostNames names, Tokens tokens, Backend backend, ConnectionGuard guard,
            RequestCounts counts) {
        this.open = Set.copyOf(open);
        this.names = names;
        this.tokens = tokens;
        this.backend = backend;
        this.guard = guard;
        this.counts = counts;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        inProgress.incrementAndGet();
        Request.addCompletionListener(request, _ -> answered(request, path, response.getStatus()));
        if (closing) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        if (closed) {
            return refuse(response, callback, ProblemDocument.of(503, "runed is ending"));
        }
        Optional<String> foreign = foreign(request);
        if (foreign.isPresent()) {
            return refuse(response, callback, ProblemDocument.of(403, foreign.get()));
        }
        if (open.contains(path)) {
            return super.handle(request, response, callback);
        }
        Optional<Identity> identity = identity(request);
        if (identity.isEmpty()) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
            return refuse(response, callback,
                    ProblemDocument.of(401, request.getHeaders().contains(HttpHeader.AUTHORIZATION)
                            ? "the token is not one of this daemon's"
                            : "this request needs a token: send the header 'Authorization: Bearer TOKEN'; on this machine it"
                                    + " stands in client.yaml in the daemon's data directory"));
        }
        if (!backend.awaitKernel(LONGEST_START)) {
            return refuse(response, callback, ProblemDocument.of(503, "runed is starting; try again in a moment"));
        }
        serve(request, identity.get());
        return super.handle(request, response, callback);
    }

    /**
     * Waits until those who are in have their answers, and those who have connected have asked, but not for ever; then lets
     * nobody in any more. Each answer is the last of its connection. Called when nobody can connect any more.
     */
    void close(Duration longest) throws InterruptedException {
        closing = true;
        long began = System.nanoTime();
        long waited;
        do {
            Thread.sleep(POLL);
            waited = System.nanoTime() - began;
        } while (waited < SETTLING.toNanos() || waited < longest.toNanos()
                && (inProgress.get() > 0 || waited < FIRST_REQUEST.toNanos() && guard.expectsFirst()));
        closed = true;
    }

    private void serve(Request request, Identity identity) {
        Connection connection = request.getConnectionMetaData().getConnection();
        request.setAttribute(IDENTITY, identity);
        request.setAttribute(CONNECTION, connection);
        guard.serve(connection);
        // It is we who take our time, not the client. What waits for the client still has an end.
        request.addIdleTimeoutListener(_ -> false);
        Request.addCompletionListener(request, _ -> guard.rest(connection));
    }

    private void answered(Request request, String path, int status) {
        inProgress.decrementAndGet();
        counts.count(request.getMethod(), status);
        // The path only: a query may hold what nobody else is to see.
        LOG.debug("{} {} {}", request.getMethod(), path, status);
    }

    /** What is wrong with the names in the request. */
    private Optional<String> foreign(Request request) {
        HttpURI uri = request.getHttpURI();
        if (uri.getHost() != null && !names.contain(uri.getHost())) {
            return Optional
                    .of("this daemon is not called '" + uri.getHost() + "'; ask for it by the address it listens on");
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (origin != null && !ours(origin, uri)) {
            return Optional.of("requests from other sites are not answered; this one came from '" + origin + "'");
        }
        return Optional.empty();
    }

    private static boolean ours(String origin, HttpURI uri) {
        try {
            URI parsed = URI.create(origin);
            return parsed.getAuthority() != null && parsed.getAuthority().equalsIgnoreCase(uri.getAuthority());
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private Optional<Identity> identity(Request request) {
        String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        return header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.empty()
                : tokens.identify(header.substring(SCHEME.length()).strip());
    }

    /** Answers with {@code problem}; also where no handler of ours is asked, as for a request that cannot be read. */
    static boolean refuse(Response response, Callback callback, ProblemDocument problem) {
        response.setStatus(problem.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, ProblemDocument.MEDIA_TYPE);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, ByteBuffer.wrap(problem.bytes()), callback);
        return true;
    }
}
