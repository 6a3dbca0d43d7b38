package dev.rune.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Something that keeps containers of a web server running. */
abstract class ContainerPeer implements AutoCloseable {
    static final String IMAGE = "rune-bench:1";

    private final String name;

    ContainerPeer(String name) {
        this.name = name;
    }

    final String name() {
        return name;
    }

    /** The server in a container. */
    static List<String> server(int port) {
        return List.of("httpd", "-f", "-p", Integer.toString(port), "-h", "/srv");
    }

    /** What can be done beforehand and is not counted. */
    abstract void prepare(int port);

    /** Has so many copies started; may return before they run. */
    abstract void up(int port, int count);

    /** Has all copies ended; may return before they have. */
    abstract void down(int port);

    @Override
    public void close() {
        // Most have nothing of their own.
    }

    /** Rune, as it is delivered. */
    static ContainerPeer rune(Shell shell, Path distribution) {
        var rune = new Rune(shell.folder(), distribution, shell.environment());
        rune.start();
        return new ContainerPeer("rune") {
            @Override
            void prepare(int port) {
                var words = String.join(", ", server(port).stream().map(word -> "\"" + word + "\"").toList());
                rune.cast("w" + port, """
                        service:
                          name: w%d
                          image: %s
                          command: [%s]
                          init: true
                          scale: 0
                          ports: [{ name: web, port: %d }]
                          health: { readiness: { type: http, path: /, port: web } }
                        """.formatted(port, IMAGE, words, port));
            }

            @Override
            void up(int port, int count) {
                rune.command("scale", "w" + port, Integer.toString(count), "--no-wait");
            }

            @Override
            void down(int port) {
                rune.command("scale", "w" + port, "0", "--no-wait");
            }

            @Override
            public void close() {
                rune.close();
            }
        };
    }

    /** As many {@code run}s beside each other as copies are wanted: {@code docker}, or {@code podman}. */
    static ContainerPeer runs(String name, Shell shell, String program, String... options) {
        return new ContainerPeer(name) {
            @Override
            void prepare(int port) {
                shell.run(program, "network", "create", "n" + port);
            }

            @Override
            void up(int port, int count) {
                var runs = IntStream.range(0, count).mapToObj(n -> Thread.ofPlatform().start(() -> {
                    var words = new java.util.ArrayList<>(List.of(program, "run", "-d", "--restart", "always",
                            "--init", "--network", "n" + port, "--label", "bench=" + port));
                    words.addAll(List.of(options));
                    words.add(IMAGE);
                    words.addAll(server(port));
                    shell.run(words.toArray(String[]::new));
                })).toList();
                runs.forEach(Bench::join);
            }

            @Override
            void down(int port) {
                shell.run("sh", "-c", program + " ps -aq -f label=bench=" + port + " | xargs -r " + program + " rm -f");
            }
        };
    }

    /** Docker's swarm mode, on one node; like the others' its copies have a network in which they find each other. */
    static ContainerPeer swarm(Shell shell) {
        shell.run("docker", "swarm", "init", "--advertise-addr", "127.0.0.1", "--listen-addr", "127.0.0.1");
        return new ContainerPeer("swarm") {
            @Override
            void prepare(int port) {
                shell.run("docker", "network", "create", "--scope", "swarm", "--driver", "bridge", "n" + port);
                var words = new java.util.ArrayList<>(List.of("docker", "service", "create", "--detach", "--name",
                        "w" + port, "--replicas", "0", "--no-resolve-image", "--init", "--network", "n" + port, IMAGE));
                words.addAll(server(port));
                shell.run(words.toArray(String[]::new));
            }

            @Override
            void up(int port, int count) {
                shell.run("docker", "service", "scale", "--detach", "w" + port + "=" + count);
            }

            @Override
            void down(int port) {
                shell.run("docker", "service", "scale", "--detach", "w" + port + "=0");
            }

            @Override
            public void close() {
                shell.succeeds("docker", "swarm", "leave", "--force");
            }
        };
    }
}
