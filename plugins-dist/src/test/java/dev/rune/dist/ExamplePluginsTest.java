package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The plugins in {@code examples/plugins}, built as a stranger builds his, their contracts included, and used by the
 * distribution.
 */
@ResourceLock(Stranger.REPOSITORY)
class ExamplePluginsTest {
    private static final Path EXAMPLES = Path.of("..", "examples", "plugins").toAbsolutePath().normalize();
    private static final List<String> BUILT = List.of("folder", "jar", "json-health", "redis-ping");
    /** Answers as a Redis server that knows one command. */
    private static final String SERVER = """
            import java.io.*;
            import java.net.*;

            public class Server {
                public static void main(String[] args) throws IOException {
                    var server = new ServerSocket(Integer.parseInt(args[0]), 50, InetAddress.getByName("127.0.0.1"));
                    System.out.println("serving");
                    while (true) {
                        try (var connection = server.accept()) {
                            var line = new BufferedReader(new InputStreamReader(connection.getInputStream())).readLine();
                            connection.getOutputStream()
                                    .write(("PING".equals(line) ? "+PONG\\r\\n" : "-ERR\\r\\n").getBytes());
                        } catch (IOException e) {
                            System.out.println(e);
                        }
                    }
                }
            }
            """;

    /** Serves the files of its mount. */
    private static final String FILE_SERVER = """
            import com.sun.net.httpserver.*;
            import java.net.*;
            import java.nio.file.*;

            public class Server {
                public static void main(String[] args) throws Exception {
                    var root = Path.of(System.getenv("RUNE_MOUNT_SITE"));
                    var server = HttpServer.create(
                            new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 50);
                    server.createContext("/", exchange -> {
                        var file = Files.readAllBytes(root.resolve(exchange.getRequestURI().getPath().substring(1)));
                        exchange.sendResponseHeaders(200, file.length);
                        exchange.getResponseBody().write(file);
                        exchange.close();
                    });
                    server.start();
                }
            }
            """;

    @TempDir
    Path directory;

    @BeforeAll
    static void buildThem(@TempDir Path anywhere) throws IOException {
        var variables = new Stranger().environment(Map.of("RUNE_HOME", Distribution.HOME.toString()));
        try (var terminal = new Terminal(anywhere, variables)) {
            for (var example : BUILT) {
                var said = terminal.type("mvn -q -f " + EXAMPLES.resolve(example) + "/pom.xml verify");
                assertEquals(List.of("0"), terminal.type("echo $?"), () -> String.join("\n", said));
            }
        }
    }

    @Test
    void aJarRunsIsProbedScaledAndFoundAgain() throws IOException {
        try (var runed = Runed.start(directory, "--plugins-dir", plugins("jar"), "--plugins-dir",
                plugins("redis-ping"))) {
            runed.cast("""
                    service:
                      name: cache
                      scale: 2
                      jar:
                        file: %s
                        args: ["{{port:redis}}"]
                        options: ["-XX:+UseSerialGC"]
                        java: %s/bin/java
                      ports:
                        - {name: redis, port: 6379, targetPort: auto}
                      health:
                        readiness: {type: redis-ping, port: redis}
                    """.formatted(server(SERVER), System.getProperty("java.home"))).done();
            assertTrue(runed.rune("health", "cache", "--checks").done().out().contains("answered PONG"));
            assertTrue(runed.rune("logs", "cache").done().out().contains("serving"));
            runed.rune("scale", "cache", "3").done();
            var before = pids(runed);
            assertEquals(3, before.size());
            runed.kill9();
            runed.start();
            Await.that("the same instances", () -> pids(runed).equals(before));
        }
    }

    @Test
    void aJarThatIsNotThereIsToldInThePluginsWords() {
        try (var runed = Runed.start(directory, "--plugins-dir", plugins("jar"))) {
            var outcome = runed.cast("""
                    service:
                      name: lost
                      jar: {file: /nowhere/lost.jar}
                    """);
            assertEquals(8, outcome.code(), outcome::text);
            assertTrue(outcome.text().contains("the jar /nowhere/lost.jar cannot be read"), outcome::text);
        }
    }

    /** The mount handler fills the file by which the probe finds that its instance is well. */
    @Test
    void pluginsWithOtherVersionsOfOneLibraryWorkInOneDaemon() throws IOException {
        var site = Files.createDirectory(directory.resolve("site"));
        Files.writeString(site.resolve("health"), "{\"status\": \"${status}\", \"by\": \"${by}\"}");
        var values = Files.writeString(directory.resolve("values.json"), "{\"status\": \"UP\", \"by\": \"folder\"}");
        var castfile = """
                service:
                  name: site
                  jar:
                    file: %s
                    args: ["{{port:http}}"]
                    options: ["-XX:+UseSerialGC"]
                    java: %s/bin/java
                  ports:
                    - {name: http, port: 80, targetPort: auto}
                  mounts:
                    - {name: site, type: folder, mountPath: /srv/rune-example-site, source: %s, values: %s}
                  health:
                    readiness: {type: json-health, port: http, intervalSeconds: 1}
                """.formatted(server(FILE_SERVER), System.getProperty("java.home"), site, values);
        try (var runed = Runed.start(directory, "--plugins-dir", plugins("folder"), "--plugins-dir", plugins("jar"),
                "--plugins-dir", plugins("json-health"))) {
            runed.cast(castfile).done();
            assertTrue(runed.rune("health", "site", "--checks").done().out().contains("/health says status UP"));
            var used = new TreeMap<String, String>();
            used.put("folder", version("folder fills places with .* and jackson-core (\\S+)", runed.output()));
            used.put("json-health", version("json-health reads answers with jackson-core (\\S+)", runed.output()));
            used.put("runed", version("tools.jackson.core@(\\S+)",
                    Distribution.run(List.of(Distribution.HOME.resolve("runtime/bin/java").toString(),
                            "--list-modules"), Map.of(), "").done().out()));
            System.out.println("jackson-core in one daemon: " + used);
            assertEquals(3, Set.copyOf(used.values()).size(), used::toString);
            Files.writeString(site.resolve("health"), "{\"status\": \"${nothing}\"}");
            var outcome = runed.rune("restart", "site");
            assertTrue(outcome.text().contains("has a place for which " + values + " has no value"), outcome::text);
        }
    }

    /** Whoever removes a plugin by force has services that nobody can stop. */
    @Test
    void whatRunsOfAPluginThatIsGoneIsLeftByWhoeverAbandonsIt() throws IOException {
        try (var runed = Runed.start(directory)) {
            runed.rune("plugins", "install", plugins("jar") + "/jar").done();
            restart(runed);
            runed.cast("""
                    service:
                      name: cache
                      jar: {file: %s, args: ["{{port:redis}}"], java: %s/bin/java}
                      ports:
                        - {name: redis, port: 6379, targetPort: auto}
                    """.formatted(server(SERVER), System.getProperty("java.home"))).done();
            var pids = pids(runed);
            runed.rune("plugins", "remove", "jar").expect(5);
            runed.rune("plugins", "remove", "jar", "--force").done();
            restart(runed);
            assertTrue(runed.rune("delete", "cache", "--yes").expect(5).text()
                    .contains("no plugin provides the runner 'jar'"));
            assertTrue(runed.rune("delete", "cache", "--yes", "--abandon").done().text().contains("may go on running"));
            assertEquals(0, runed.json("get", "services").size());
            assertTrue(pids.values().stream().allMatch(pid -> ProcessHandle.of(pid).isPresent()), pids::toString);
        }
    }

    private static void restart(Runed runed) {
        runed.terminate();
        runed.start();
    }

    private static String version(String pattern, String text) {
        var found = Pattern.compile(pattern).matcher(text);
        assertTrue(found.find(), () -> "no " + pattern + " in " + text);
        return found.group(1);
    }

    private static Map<String, Long> pids(Runed runed) {
        var pids = new TreeMap<String, Long>();
        runed.instances("cache").stream().filter(Instance::ready)
                .forEach(instance -> pids.put(instance.id(), instance.pid().orElseThrow()));
        return pids;
    }

    private static String plugins(String example) {
        return EXAMPLES.resolve(example).resolve("target/plugins").toString();
    }

    /** An executable jar. */
    private Path server(String code) throws IOException {
        var source = new SimpleJavaFileObject(URI.create("string:///Server.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return code;
            }
        };
        var compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, List.of("-d", directory.toString()), null, List.of(source)).call();
        assertTrue(compiled, "the server can be compiled");
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Server");
        var file = directory.resolve("server.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            out.putNextEntry(new JarEntry("Server.class"));
            Files.copy(directory.resolve("Server.class"), out);
        }
        return file;
    }
}
