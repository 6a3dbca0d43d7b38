package dev.rune.daemon;

import dev.rune.daemon.auth.ClientFile;
import dev.rune.daemon.auth.Identity;
import dev.rune.daemon.auth.Tokens;
import dev.rune.daemon.config.DaemonSettings;
import dev.rune.daemon.http.Address;
import dev.rune.daemon.http.Backend;
import dev.rune.daemon.http.HttpServer;
import dev.rune.daemon.http.HttpSettings;
import dev.rune.daemon.http.Tls;
import dev.rune.daemon.plugin.InstalledPlugins;
import dev.rune.daemon.store.DataDirectory;
import dev.rune.daemon.store.SqliteStore;
import dev.rune.kernel.launch.KernelLauncher;
import dev.rune.kernel.launch.KernelSettings;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.host.Kernel;
import dev.rune.kernel.status.PluginStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running daemon: data directory, address, store, kernel and API, taken in this order and given back in the reverse.
 */
final class Daemon implements Backend, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    /** How long sockets that were left to this daemon are kept for somebody to ask for them. */
    private static final int UNASKED_SECONDS = 10;
    private static final Duration FIRST_LOOK = Duration.ofSeconds(3);
    private static final Identity LOCAL = new Identity("local", Identity.ADMIN);

    private final Facts facts;
    private final CompletableFuture<Kernel> kernel = new CompletableFuture<>();
    private final CompletableFuture<SqliteStore> store = new CompletableFuture<>();
    private final Successor successor;
    private final CountDownLatch wantsToEnd = new CountDownLatch(1);
    /** Written before {@link #wantsToEnd} is counted down. */
    private volatile boolean stopAll;
    /** Written before {@link #wantsToEnd} is counted down. */
    private volatile boolean restart;
    /** Guarded by this: what was taken, the last on top. */
    private final Deque<Part> parts = new ArrayDeque<>();

    /**
     * Something that was taken at the start.
     *
     * @param name what it is, for a message
     * @param end  gives it back
     */
    private record Part(String name, AutoCloseable end) {}

    private Daemon(Facts facts, Successor successor) {
        this.facts = facts;
        this.successor = successor;
    }

    /**
     * Starts everything.
     *
     * @param successor who may follow, and what was left by whoever was before
     * @throws ProblemException when something cannot be started; all that was is ended again
     */
    static Daemon start(DaemonSettings settings, Instant startedAt, Successor successor) {
        DataDirectory directory = DataDirectory.open(settings.dataDirectory());
        Daemon daemon = new Daemon(new Facts(Main.version(), startedAt, node(), ProcessHandle.current().pid(),
                directory.path()), successor);
        daemon.took("data directory", directory);
        try {
            daemon.start(settings, directory);
            return daemon;
        } catch (RuntimeException failure) {
            // Nobody is to wait for it any more.
            daemon.kernel.completeExceptionally(failure);
            try {
                daemon.close();
            } catch (RuntimeException second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
    }

    private void start(DaemonSettings settings, DataDirectory directory) {
        Tokens tokens = Tokens.open(directory.path());
        // The address before anything else: a second daemon that was started by mistake must not touch an instance.
        Address address = Address.take(http(settings), successor.handover());
        took("address", address);
        CompletableFuture<HttpServer> server = CompletableFuture.supplyAsync(
                () -> HttpServer.start(address, tokens, this),
                task -> Thread.ofPlatform().name("http-start").start(task));
        try {
            store.complete(SqliteStore.open(directory));
            launch(settings, directory);
        } finally {
            join(server);
        }
        announce(address, tokens, directory);
        CompletableFuture.delayedExecutor(UNASKED_SECONDS, TimeUnit.SECONDS)
                .execute(successor.handover()::closeUnasked);
    }

    private void launch(DaemonSettings settings, DataDirectory directory) {
        boolean launched = false;
        try {
            InstalledPlugins plugins = new InstalledPlugins(directory.path(), settings.pluginDirectories());
            Map<Path, String> troubles = plugins.settle();
            troubles.values().forEach(trouble -> LOG.warn("{}", trouble));
            Kernel running = KernelLauncher.launch(new KernelSettings(directory.path(), plugins.everywhere(),
                    Owner.of(directory), facts.node(), settings.plugins(), settings.contentLimits(),
                    successor.handover(), troubles), store.join(),
                    settings.keyring());
            took("kernel", running);
            // Whoever asks what runs waits until that is known, but not for a runner that does not answer.
            running.awaitFirstLook(FIRST_LOOK);
            kernel.complete(running);
            launched = true;
        } finally {
            if (!launched) {
                store.join().close();
            }
        }
    }

    private void join(CompletableFuture<HttpServer> starting) {
        try {
            took("HTTP server", starting.join());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void announce(Address address, Tokens tokens, DataDirectory directory) {
        ClientFile client = new ClientFile(directory.path());
        Optional<String> known = client.token().filter(token -> tokens.identify(token).isPresent());
        client.write(address.uri(), known.isPresent() ? known.get() : tokens.issue(LOCAL));
        kernel().plugins().stream().filter(plugin -> !plugin.running())
                .forEach(plugin -> LOG.warn("plugin '{}' does not work: {}", plugin.id(), plugin.message()));
        LOG.info("runed {} {} on {}; data in {}; plugins: {}", facts.version(),
                successor.handover().follows() ? "goes on listening" : "listens", address.uri(),
                facts.dataDirectory(),
                kernel().plugins().stream().filter(PluginStatus::running).map(PluginStatus::id)
                        .collect(Collectors.joining(", ")));
    }

    /** How the API is listened for with {@code settings}. */
    static HttpSettings http(DaemonSettings settings) {
        return new HttpSettings(settings.httpAddress().host(), settings.httpAddress().port(),
                settings.tls().map(files -> new Tls(Path.of(files.certFile()), Path.of(files.keyFile()))));
    }

    /** This machine's name. Read where the kernel keeps it: asking the resolver may take seconds. */
    private static String node() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException _) {
            return "localhost";
        }
    }

    /** Waits until somebody wants this to end. */
    void await() throws InterruptedException {
        wantsToEnd.await();
    }

    @Override
    public boolean awaitKernel(Duration longest) throws InterruptedException {
        try {
            kernel.get(longest.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException _) {
            return false;
        }
    }

    @Override
    public Kernel kernel() {
        return kernel.join();
    }

    @Override
    public Facts facts() {
        return facts;
    }

    @Override
    public Optional<String> trouble() {
        return store.join().trouble();
    }

    @Override
    public void backup(Path file) {
        store.join().backup(file);
    }

    @Override
    public void shutdown(boolean stopInstances) {
        synchronized (wantsToEnd) {
            if (restart) {
                throw ProblemException.of(ProblemCode.CONFLICT,
                        "this runed is being restarted: ask the next one, as soon as it answers");
            }
            stopAll = stopInstances;
            wantsToEnd.countDown();
        }
    }

    @Override
    public void restart() {
        successor.check();
        synchronized (wantsToEnd) {
            if (!restart && wantsToEnd.getCount() == 0) {
                throw ProblemException.of(ProblemCode.CONFLICT,
                        "this runed is being shut down: start it again once it has ended");
            }
            restart = true;
            wantsToEnd.countDown();
        }
    }

    /** Whether another daemon is to follow. */
    boolean restarts() {
        return restart;
    }

    /** Ends everything, to the end, whatever fails on the way; instances live on unless it was asked that they do not. */
    @Override
    public synchronized void close() {
        Optional<RuntimeException> first = Optional.empty();
        boolean ran = kernel.state() == Future.State.SUCCESS && !parts.isEmpty();
        if (stopAll && ran) {
            LOG.info("stopping all instances");
            first = attempt(new Part("instances", kernel()::stopAll), first);
        }
        while (!parts.isEmpty()) {
            first = attempt(parts.pop(), first);
        }
        if (ran) {
            LOG.info("runed has ended");
        }
        first.ifPresent(failure -> {
            throw failure;
        });
    }

    private static Optional<RuntimeException> attempt(Part part, Optional<RuntimeException> before) {
        try {
            part.end().close();
            return before;
        } catch (Exception e) {
            IllegalStateException failure = new IllegalStateException("ending the " + part.name() + " failed: " + e, e);
            before.ifPresent(first -> first.addSuppressed(failure));
            return before.or(() -> Optional.of(failure));
        }
    }

    private synchronized void took(String name, AutoCloseable part) {
        parts.push(new Part(name, part));
    }
}
