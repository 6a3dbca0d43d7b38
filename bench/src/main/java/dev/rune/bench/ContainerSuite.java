package dev.rune.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Containers on a Docker engine of the suite's own: Rune beside {@code docker run}, swarm mode and, where it is installed,
 * podman. All of them run all the time, and take turns round by round on the same engine.
 */
final class ContainerSuite {
    private static final int MANY = 10;
    private static final int FIRST_PORT = 20_000;

    private final Samples samples;
    private final Shell shell;
    private int port = FIRST_PORT;

    private ContainerSuite(Samples samples, Shell shell) {
        this.samples = samples;
        this.shell = shell;
    }

    /** Measures so many rounds; says so and measures nothing where there is no engine to start. */
    static void run(Samples samples, Path folder, Path distribution, int rounds) {
        if (!Files.isExecutable(Path.of("/usr/sbin/dockerd")) || !Shell.has("busybox")
                || !"root".equals(System.getProperty("user.name"))) {
            System.err.println("  no figures: they need root, and the packages docker.io and busybox-static");
            return;
        }
        var host = "unix://" + folder.resolve("s");
        var shell = new Shell(folder, Map.of("DOCKER_HOST", host));
        var engine = shell.start(List.of("/usr/sbin/dockerd", "--config-file", Text.write(folder.resolve("c"), "{}")
                .toString(), "--data-root", folder.resolve("engine").toString(), "--exec-root",
                folder.resolve("x").toString(), "--pidfile", folder.resolve("pid").toString(), "--host", host, "--bip",
                "10.253.0.1/16", "--default-address-pool", "base=10.254.0.0/16,size=24"));
        try {
            while (!shell.succeeds("docker", "version")) {
                LockSupport.parkNanos(50_000_000);
            }
            shell.run("sh", "-c", "mkdir -p i/bin i/srv && cp $(command -v busybox) i/bin/httpd && echo well "
                    + "> i/srv/index.html && tar -C i -c . | docker import - " + ContainerPeer.IMAGE);
            new ContainerSuite(samples, shell).measure(distribution, rounds);
        } finally {
            shell.succeeds("sh", "-c", "docker ps -aq | xargs -r docker rm -f; docker network prune -f");
            engine.destroy();
            Bench.join(Thread.ofVirtual().start(() -> engine.onExit().join()));
        }
    }

    private void measure(Path distribution, int rounds) {
        var peers = new ArrayList<ContainerPeer>();
        try {
            peers.add(ContainerPeer.runs("docker run", shell, "docker"));
            peers.add(ContainerPeer.rune(shell, distribution));
            peers.add(ContainerPeer.swarm(shell));
            if (Shell.has("podman")) {
                shell.run("sh", "-c", "docker save " + ContainerPeer.IMAGE + " | podman load");
                // By itself it asks for more than a host that is a guest itself may give.
                peers.add(ContainerPeer.runs("podman run", shell, "podman", "--ulimit", "nofile=4096:4096", "--ulimit",
                        "nproc=4096:4096"));
            }
            for (var round = 0; round < rounds; round++) {
                peers.forEach(this::visit);
                Collections.rotate(peers, 1);
            }
        } finally {
            peers.forEach(ContainerPeer::close);
        }
    }

    private void visit(ContainerPeer peer) {
        var here = ++port;
        peer.prepare(here);
        LockSupport.parkNanos(1_000_000_000L);
        var since = System.nanoTime();
        var command = Thread.ofPlatform().start(() -> peer.up(here, MANY));
        samples.add("0 to " + MANY + " containers until all answer, ms", peer.name(),
                Answers.await(here, seen -> seen.size() == MANY, since));
        Bench.join(command);
        crash(peer, here);
        LockSupport.parkNanos(1_000_000_000L);
        var end = System.nanoTime();
        var down = Thread.ofPlatform().start(() -> peer.down(here));
        while (!Answers.servers(here).isEmpty()) {
            LockSupport.parkNanos(1_000_000);
        }
        samples.add(MANY + " containers to 0, ms", peer.name(), (System.nanoTime() - end) / 1e6);
        Bench.join(down);
    }

    private void crash(ContainerPeer peer, int here) {
        // A container that has just been started is not restarted at once by everybody.
        LockSupport.parkNanos(11_000_000_000L);
        Set<Long> before = Answers.servers(here);
        var since = System.nanoTime();
        Proc.kill(List.of(before.iterator().next()));
        samples.add("SIGKILL of a container's program until another answers, ms", peer.name(),
                Answers.await(here, now -> now.stream().anyMatch(pid -> !before.contains(pid)), since));
    }
}
