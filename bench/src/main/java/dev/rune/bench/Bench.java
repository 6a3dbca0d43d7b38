package dev.rune.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Whole-process measurements of Rune and its peers. Only one peer's daemon runs at a time, and within a suite they take
 * turns round by round, so that a noisy minute hits all of them. The numbers of different runs cannot be compared.
 */
public final class Bench {
    private static final int MANY = 200;
    private static final int LINES = 200_000;
    private static final long STEADY = 3_000_000_000L;
    /** Suites about what the others do not have, or not in a way that could be compared. */
    private static final List<String> RUNE_ALONE = List.of("start", "client");

    private final Path programs;
    private final Path distribution;
    private final Path work;
    private final Samples samples = new Samples();
    private int visits;

    private Bench(Path base) throws IOException {
        this.programs = base.resolve("target/programs");
        this.distribution = base.resolve("../plugins-dist/target/rune").normalize();
        this.work = Files.createTempDirectory("rune-bench");
    }

    public static void main(String[] args) throws IOException {
        var options = new Options(List.of(args));
        new Bench(Path.of("").toAbsolutePath()).run(options);
    }

    private void run(Options options) throws IOException {
        Map<String, Suite> suites = new java.util.LinkedHashMap<>();
        suites.put("start", this::start);
        suites.put("client", this::client);
        suites.put("scale", this::scale);
        suites.put("crash", this::crash);
        suites.put("log", this::log);
        suites.put("footprint", this::footprint);
        try {
            var peers = new ArrayList<>(Peers.all(programs, distribution).stream().filter(Peer.Kind::available)
                    .filter(peer -> options.wants("peers", peer.name())).toList());
            if (options.wants("suites", "micro")) {
                Micro.run(samples);
            }
            if (options.wants("suites", "containers")) {
                System.err.println("containers");
                var folder = Files.createTempDirectory("rune-bench-engine");
                try {
                    ContainerSuite.run(samples, folder, distribution, options.number("rounds", 3));
                } finally {
                    Text.delete(folder);
                }
            }
            if (options.wants("suites", "door")) {
                System.err.println("door");
                var folder = Files.createTempDirectory("rune-bench-door");
                try {
                    DoorSuite.run(samples, folder, distribution, options.number("rounds", 3));
                } finally {
                    Text.delete(folder);
                }
            }
            suites.forEach((name, suite) -> {
                if (options.wants("suites", name)) {
                    System.err.println(name);
                    for (var round = 0; round < options.number("rounds", 3); round++) {
                        peers.stream().filter(peer -> !RUNE_ALONE.contains(name) || peer.name().equals("rune"))
                                .forEach(peer -> visit(peer, suite));
                        Collections.rotate(peers, 1);
                    }
                }
            });
        } finally {
            System.out.println(samples.table());
            Text.delete(work);
        }
    }

    /** One suite with one visit to one peer. */
    private interface Suite {
        void measure(String name, Peer peer);
    }

    private void visit(Peer.Kind kind, Suite suite) {
        var folder = work.resolve(kind.name() + visits++);
        folder.toFile().mkdirs();
        try (var peer = kind.visit(folder)) {
            suite.measure(kind.name(), peer);
        }
    }

    /** From the start of the daemon until it says that it is ready. */
    private void start(String name, Peer peer) {
        if (peer instanceof Rune rune) {
            // The first start makes the database; later ones find it, as on a machine in use.
            for (var what : List.of("first start to ready, ms", "start to ready, ms", "start to ready, ms")) {
                var since = System.nanoTime();
                rune.start();
                samples.add(what, name, (System.nanoTime() - since) / 1e6);
                Proc.kill(rune.own());
                LockSupport.parkNanos(200_000_000);
            }
        }
    }

    /** The client's answer with ten services, beside what the same Java run-time needs for nothing at all. */
    private void client(String name, Peer peer) {
        if (peer instanceof Rune rune) {
            rune.start();
            for (var i = 0; i < 10; i++) {
                rune.prepare(List.of("/bin/sleep", "600"), 0);
            }
            var java = distribution.resolve("runtime/bin/java").toString();
            var hello = Hello.write(work.resolve("hello.jar")).toString();
            var cache = work.resolve("hello.aot").toString();
            rune.shell().run(java, "-XX:AOTCacheOutput=" + cache, "-cp", hello, "Hello");
            for (var i = 0; i < 20; i++) {
                time("client: hello world with a cache of its own, ms", name, rune.shell(), java,
                        "-XX:AOTCache=" + cache, "-cp", hello, "Hello");
                time("client: get services, ms", name, rune.shell(), distribution.resolve("bin/rune").toString(), "get",
                        "services");
                if (Shell.has("docker") && rune.shell().succeeds("docker", "ps")) {
                    time("client: docker ps, ms", name, rune.shell(), "docker", "ps");
                }
            }
        }
    }

    private void time(String what, String name, Shell shell, String... command) {
        var since = System.nanoTime();
        shell.run(command);
        samples.add(what, name, (System.nanoTime() - since) / 1e6);
    }

    /** From the command until so many sleepers are seen in /proc. */
    private void scale(String name, Peer peer) {
        peer.start();
        var sleeper = program("sleeper");
        up(peer, sleeper, MANY, "0 to " + MANY + " sleepers, ms", name);
        Proc.kill(Proc.running(sleeper));
    }

    private void up(Peer peer, Path sleeper, int count, String what, String name) {
        peer.prepare(List.of(sleeper.toString()), count);
        settle();
        var since = System.nanoTime();
        var command = Thread.ofPlatform().start(() -> peer.up(List.of(sleeper.toString()), count));
        var taken = Proc.awaitRunning(sleeper, running -> running.size() == count, since);
        samples.add(what, name, taken / 1e6);
        join(command);
    }

    /** From SIGKILL until another process of the same program runs. Each of five copies dies once. */
    private void crash(String name, Peer peer) {
        peer.start();
        var sleeper = program("sleeper");
        peer.prepare(List.of(sleeper.toString()), 5);
        peer.up(List.of(sleeper.toString()), 5);
        Proc.awaitRunning(sleeper, running -> running.size() == 5, System.nanoTime());
        // Where one that dies right after its start counts as a start that has failed, nothing would replace it.
        LockSupport.parkNanos(STEADY);
        var victims = List.copyOf(Proc.running(sleeper));
        for (var victim : victims) {
            settle();
            var before = Proc.running(sleeper);
            var since = System.nanoTime();
            Proc.kill(List.of(victim));
            var taken = Proc.awaitRunning(sleeper, now -> now.stream().anyMatch(pid -> !before.contains(pid)), since);
            samples.add("SIGKILL to replacement, ms", name, taken / 1e6);
        }
        Proc.kill(Proc.running(sleeper));
    }

    /** From the command until the last of many lines can be read, and what that cost the daemon. */
    private void log(String name, Peer peer) {
        peer.start();
        var writer = program("writer");
        var command = List.of(writer.toString(), Integer.toString(LINES));
        peer.prepare(command, 1);
        settle();
        var before = Proc.cpu(peer.own());
        var since = System.nanoTime();
        peer.up(command, 1);
        while (!peer.lastLine().contains("line " + LINES + " ")) {
            LockSupport.parkNanos(1_000_000);
        }
        samples.add(LINES + " lines until the last is read, ms", name, (System.nanoTime() - since) / 1e6);
        samples.add(LINES + " lines, the daemon's CPU ms", name, Proc.cpuBetween(before, Proc.cpu(peer.own())) / 1e6);
        Proc.kill(Proc.running(writer));
    }

    /** Memory with none, some and many instances, and the CPU that many use while nothing happens. */
    private void footprint(String name, Peer peer) {
        peer.start();
        settle();
        samples.add("PSS of daemon and helpers, 0 instances, MiB", name, Proc.pss(peer.own()) / 1048576.0);
        var some = program("sleeper");
        start(peer, some, 50);
        samples.add("PSS of daemon and helpers, 50 instances, MiB", name, Proc.pss(peer.own()) / 1048576.0);
        var more = program("sleeper");
        start(peer, more, MANY - 50);
        samples.add("PSS of daemon and helpers, 200 instances, MiB", name, Proc.pss(peer.own()) / 1048576.0);
        var before = Proc.cpu(peer.own());
        LockSupport.parkNanos(20_000_000_000L);
        samples.add("idle CPU with 200 instances, % of a core", name,
                Proc.cpuBetween(before, Proc.cpu(peer.own())) / 20e9 * 100);
        Proc.kill(Proc.running(some));
        Proc.kill(Proc.running(more));
    }

    private static void start(Peer peer, Path sleeper, int count) {
        peer.prepare(List.of(sleeper.toString()), count);
        peer.up(List.of(sleeper.toString()), count);
        Proc.awaitRunning(sleeper, running -> running.size() == count, System.nanoTime());
        LockSupport.parkNanos(3_000_000_000L);
    }

    /** A copy of a program under a name of its own, so that its processes are told from those of other visits. */
    private Path program(String name) {
        try {
            var copy = work.resolve(name + "-" + visits++);
            return Files.copy(programs.resolve(name), copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void settle() {
        LockSupport.parkNanos(1_000_000_000L);
    }

    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
