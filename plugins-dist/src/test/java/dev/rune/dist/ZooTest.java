package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Beside a zoo of broken plugins")
class ZooTest {
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String CLASSES = Path.of("target", "test-classes").toAbsolutePath().toString();
    private static final String TAG = "rune-zoo-test";
    private static final String WELL = "return new Verdict.Healthy(\"late\");";
    private static final String WAIT = "java.util.concurrent.locks.LockSupport.park();";

    @TempDir
    Path directory;

    private final int door = Runed.freePort();
    private final Map<String, String> expected = new TreeMap<>();
    private Runed runed;

    /** Those that are broken before they are called. */
    private void broken(BrokenPlugins zoo) throws IOException {
        zoo.throwing("constructor");
        expected.put("constructor", "providers: plugin 'constructor' failed in the making of provider "
                + "third.party.constructor.Provider: IllegalStateException: not on a Monday");
        zoo.probe("initialiser", "static final int N = Integer.parseInt(\"x\");", "", WELL);
        expected.put("initialiser", "providers: plugin 'initialiser' failed in the making of provider "
                + "third.party.initialiser.Provider: NumberFormatException: For input string: \"x\"");
        zoo.lacking("lacking");
        expected.put("lacking", "modules: module 'third.party.lacking' requires the module 'absent.friend', which is "
                + "neither in its folder nor part of this run-time; put its jar into the folder");
        zoo.bundling("bundling");
        expected.put("bundling", "");
        zoo.split("split");
        expected.put("split", "modules: the package 'same' is in two modules of the folder, 'split.one' and "
                + "'split.two'; they share one class loader, so keep one of the two");
        zoo.future("future");
        expected.put("future", "descriptor: the plugin was made for version 99.0 of the API and this runed has 0.1; it "
                + "needs a runed with the same major version and the same or a newer minor one");
        zoo.typed("a-twin", "twin");
        expected.put("a-twin", "");
        zoo.typed("b-twin", "twin");
        expected.put("b-twin",
                "providers: the probe type 'twin' is already provided by plugin 'a-twin'; remove one of the two");
        zoo.typed("reserved", "exec");
        expected.put("reserved", "providers: the probe type 'exec' is the kernel's own");
        zoo.described("unknown-key", "natve-access=third.party.unknownkey");
        expected.put("unknown-key",
                "descriptor: plugin.properties has the unknown key 'natve-access'; did you mean 'native-access'?");
        zoo.probe("hangs", "", "while (context != null) " + WAIT, WELL);
        expected.put("hangs", "start: plugin 'hangs' did not answer the making of probe 'hangs' within 30 s");
    }

    /** Those that break in calls. */
    private static void breaking(BrokenPlugins zoo) throws IOException {
        zoo.runner("stuck", "while (true) " + WAIT);
        zoo.unlinked("unlinked");
        zoo.probe("natives", "", "", "java.lang.foreign.Linker.nativeLinker()"
                + ".downcallHandle(java.lang.foreign.FunctionDescriptor.ofVoid()); " + WELL);
        zoo.probe("spins",
                "static final java.util.Set<Object> SEEN = java.util.concurrent.ConcurrentHashMap.newKeySet();",
                "", "boolean first = SEEN.add(target.instance()); while (first) { Thread.onSpinWait(); } " + WELL);
        zoo.probe("leaky", "", "", "for (int i = 100; i < 400; i++) { new Thread(() -> { while (true) " + WAIT
                + " }, \"leak-\" + i).start(); } " + WELL);
        zoo.probe("hungry", "", "", "var all = new java.util.ArrayList<long[]>(); "
                + "while (timeout != null) { all.add(new long[1 << 20]); } " + WELL);
    }

    /** The launcher, but for a heap that can be filled in no time. */
    private String smallHeap() throws IOException {
        var home = Files.createDirectories(directory.resolve("home/bin")).getParent();
        for (var part : List.of("lib", "plugins", "runtime")) {
            Files.createSymbolicLink(home.resolve(part), Distribution.HOME.resolve(part));
        }
        var launcher = home.resolve("bin/runed");
        Files.writeString(launcher,
                Files.readString(Path.of(Distribution.RUNED)).replace("-Xms10m", "-Xms10m -Xmx256m"));
        Files.setPosixFilePermissions(launcher, Files.getPosixFilePermissions(Path.of(Distribution.RUNED)));
        return launcher.toString();
    }

    private void castShop() throws IOException {
        runed.cast("""
                service:
                  name: shop
                  scale: 2
                  drainSeconds: 2
                  process:
                    command: %s
                    args: ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", -cp, "%s", dev.rune.dist.Shop]
                  env:
                    SICK: %s
                  ports:
                    - {name: http, port: 80, targetPort: auto}
                  expose: {port: http, host: shop.local}
                  health:
                    readiness: {type: http, path: /ready, port: http, intervalSeconds: 1, failureThreshold: 8}
                """.formatted(JAVA, CLASSES, Files.createDirectory(directory.resolve("sick")))).done();
    }

    /** A service that is asked after by the probe {@code type}; returns its first instance. */
    private String castProbed(String type, int scale, int interval) {
        runed.cast(Castfile.shell(type, TAG, "exec sleep 600", """
                scale: %d
                health:
                  readiness: {type: %s, intervalSeconds: %d}
                """.formatted(scale, type, interval)), "--no-wait").done();
        var instances = Await.until("instances of " + type, () -> runed.instances(type), all -> all.size() == scale);
        return "default/" + instances.stream().map(Instance::id).sorted().findFirst().orElseThrow();
    }

    private Map<String, String> messages() {
        var messages = new TreeMap<String, String>();
        StreamSupport.stream(runed.json("get", "plugins").spliterator(), false)
                .filter(plugin -> expected.containsKey(plugin.path("id").asString()))
                .forEach(plugin -> messages.put(plugin.path("id").asString(), plugin.path("message").asString()));
        return messages;
    }

    /** What a person does meanwhile, until it is over. */
    private final class Hands implements AutoCloseable {
        private final AtomicInteger done = new AtomicInteger();
        private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        private final Thread thread = Thread.ofPlatform().unstarted(this::work);
        private volatile boolean over;

        Hands() {
            thread.start();
        }

        private void work() {
            var commands = List.of(List.of("scale", "shop", "3"), List.of("get", "services"),
                    List.of("exec", "shop", "--", "true"), List.of("logs", "shop"), List.of("scale", "shop", "2"),
                    List.of("restart", "shop", "--rolling"), List.of("get", "plugins"));
            for (int i = 0; !over; i++) {
                var outcome = runed.rune(commands.get(i % commands.size()).toArray(String[]::new));
                if (outcome.code() != 0) {
                    failures.add(outcome.command() + ": " + outcome.text());
                }
                done.incrementAndGet();
            }
        }

        @Override
        public void close() {
            over = true;
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    @DisplayName("no request and no command fails, and each is shown with its fault")
    void nothingFails() throws IOException {
        var zoo = new BrokenPlugins(directory);
        broken(zoo);
        breaking(zoo);
        zoo.healthy("moon");
        expected.put("moon", "");
        try (var started = Runed.startWith(smallHeap(), directory,
                Map.of("RUNE_INGRESS_HTTP_ADDR", "127.0.0.1:" + door), "--plugins-dir", zoo.directory().toString())) {
            runed = started;
            castShop();
            castProbed("moon", 1, 1);
            try (var traffic = new Traffic(door, "shop.local"); var hands = new Hands()) {
                awaitMore(traffic, hands);
                castThose();
                Await.until("the fault of each", this::messages, expected::equals);
                awaitMore(traffic, hands);
                assertEquals(List.of(), traffic.failures());
                assertEquals(List.of(), List.copyOf(hands.failures));
                assertEquals(1, runed.instances("moon").stream().filter(Instance::ready).count());
                System.out.println("beside " + expected.size() + " plugins of the zoo went well: " + hands.done
                        + " commands, and " + traffic.counts() + "; failed: 0");
            }
        }
    }

    private void castThose() {
        runed.cast("service:\n  name: stuck\n  stuck: {}\n", "--no-wait").done();
        expected.put("unlinked", "plugin 'unlinked' is incompatible: NoSuchMethodError: 'void lib.Lib.gone()' (in an "
                + "attempt at " + castProbed("unlinked", 1, 1) + ")");
        expected.put("natives",
                "plugin 'natives' may not call native code: IllegalCallerException: Illegal native access "
                        + "from module third.party.natives (in an attempt at " + castProbed("natives", 1, 1)
                        + "); name that module behind 'native-access' in its plugin.properties");
        expected.put("leaky", "calls: plugin 'leaky' has 300 threads of its own, such as 'leak-100', 'leak-101', "
                + "'leak-102', and gets no calls while they are more than 256; restart runed if they stay");
        castProbed("leaky", 1, 1);
        expected.put("hungry", "calls: plugin 'hungry' ran out of memory 3 times within 60 s, last in an attempt at "
                + castProbed("hungry", 1, 1)
                + ": OutOfMemoryError: Java heap space; it gets no calls for 60 s after that");
        expected.put("spins", "plugin 'spins' did not answer an attempt at " + castProbed("spins", 2, 60)
                + " and 1 more in time, and is still busy with it");
    }

    /** Lets all kinds of clients go on for a while. */
    private static void awaitMore(Traffic traffic, Hands hands) {
        var requests = traffic.counts();
        int commands = hands.done.get();
        Await.that("more of everything", () -> hands.done.get() >= commands + 7 && traffic.counts().entrySet().stream()
                .allMatch(kind -> kind.getValue() >= requests.get(kind.getKey()) + 20));
    }
}
