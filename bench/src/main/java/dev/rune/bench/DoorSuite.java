package dev.rune.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rune's front door beside nginx and haproxy, all of them running all the time before the same two instances, and asked
 * by wrk one after the other, after each was warmed up by it. Then what only the door is asked for: how late events come,
 * and what idle connections cost. At last what clients notice of a planned restart, which for the others is a reload, and
 * of a crash with a start after it.
 */
final class DoorSuite {
    private static final List<Integer> CONNECTIONS = List.of(1, 32, 256);
    private static final int IDLE = 10_000;
    private static final int EVENTS = 200;
    private static final String SECONDS = "5";
    /**
     * Load on each peer before the first round, which is not measured: until then a daemon's compilers work beside it, so
     * that the first rounds would tell of them. The others are given the same.
     */
    private static final int WARM_CONNECTIONS = 64;
    private static final String WARM_SECONDS = "20";
    private static final String PLANNED = "restart as planned";
    private static final String CRASH = "kill -9 and start";
    private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");
    private static final Pattern LATENCY = Pattern.compile("(50|99)% +([0-9.]+)(us|ms|s)");
    private static final Pattern TARGET = Pattern.compile("\"targetPort\" ?: ?([0-9]+)");
    /** Each instance is an nginx of its own that answers from memory. */
    private static final String INSTANCE = """
            service:
              name: fast
              scale: 2
              process:
                command: /bin/sh
                args:
                  - -c
                  - |
                    mkdir -p "%1$s/$PORT"
                    cat > "%1$s/$PORT/conf" <<END
                    daemon off; worker_processes 1; pid %1$s/$PORT/pid; error_log stderr crit;
                    events { worker_connections 4096; }
                    http { access_log off; keepalive_requests 100000000;
                    %2$s
                    server { listen 127.0.0.1:$PORT backlog=4096; location / { return 200 "hello\\n"; } } }
                    END
                    exec nginx -c "%1$s/$PORT/conf" -p "%1$s"
              ports:
                - {name: http, port: 80, targetPort: auto}
              expose: {port: http, host: fast.local}
              health:
                readiness: {type: http, path: /, port: http}
            """;
    /** An event with the time of its departure, in microseconds, each 20 ms. */
    private static final String EVENT_SOURCE = """
            service:
              name: events
              process:
                command: perl
                args:
                  - -MIO::Socket::INET
                  - -MTime::HiRes=time,sleep
                  - -e
                  - |
                    $SIG{PIPE} = "IGNORE";
                    my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1:$ENV{PORT}", Listen => 8, ReuseAddr => 1);
                    while (my $client = $server->accept) {
                        while (defined(my $line = <$client>)) { last if $line =~ /^\\s*$/ }
                        $client->autoflush(1);
                        print $client "HTTP/1.1 200 OK\\r\\nContent-Type: text/event-stream\\r\\n\\r\\n";
                        while (printf $client "data: %d\\n\\n", time * 1e6) { sleep 0.02 }
                    }
              ports:
                - {name: http, port: 81, targetPort: auto}
              expose: {port: http, host: events.local}
              health:
                readiness: {type: tcp, port: http}
            """;

    private final Samples samples;
    private final Path folder;
    private final int door = freePort();

    private DoorSuite(Samples samples, Path folder) {
        this.samples = samples;
        this.folder = folder;
    }

    /** Measures so many rounds; says so and measures nothing where the load or the instances are not to be had. */
    static void run(Samples samples, Path folder, Path distribution, int rounds) {
        if (!Shell.has("wrk") || !Shell.has("nginx")) {
            System.err.println("  no figures: they need the packages wrk and nginx, and compare with haproxy");
            return;
        }
        new DoorSuite(samples, folder).measure(distribution, rounds);
    }

    private void measure(Path distribution, int rounds) {
        var peers = new ArrayList<Map.Entry<String, Integer>>();
        var others = new ArrayList<Proxy>();
        var shell = new Shell(folder, Map.of());
        try (var rune = new Rune(folder, distribution, Map.of("RUNE_INGRESS_HTTP_ADDR", "127.0.0.1:" + door))) {
            rune.start();
            // Where root starts nginx, its workers would be somebody who may not write to the folder.
            var temp = List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi").stream()
                    .map(what -> what + "_temp_path " + folder.resolve("temp-" + what) + ";")
                    .collect(java.util.stream.Collectors.joining(" "));
            rune.command("cast", Text.write(folder.resolve("fast.yaml"), INSTANCE.formatted(folder, temp)).toString());
            var ports = new ArrayList<String>();
            Matcher target = TARGET.matcher(rune.command("get", "instances", "-o", "json"));
            while (target.find()) {
                ports.add(target.group(1));
            }
            rune.command("cast", Text.write(folder.resolve("events.yaml"), EVENT_SOURCE).toString());
            peers.add(Map.entry("rune", door));
            var nginx = freePort();
            others.add(new Proxy(shell, "nginx", nginx, "HUP", List.of("nginx", "-p", folder.toString(), "-c",
                    Text.write(folder.resolve("nginx.conf"), nginx(nginx, ports, temp)).toString())));
            if (Shell.has("haproxy")) {
                var haproxy = freePort();
                others.add(new Proxy(shell, "haproxy", haproxy, "USR2", List.of("haproxy", "-W", "-db", "-f",
                        Text.write(folder.resolve("haproxy.cfg"), haproxy(haproxy, ports)).toString())));
            }
            others.forEach(other -> peers.add(Map.entry(other.name(), other.port())));
            peers.forEach(peer -> awaitListening(peer.getValue()));
            peers.forEach(peer -> wrk(shell, peer.getKey(), peer.getValue(), WARM_CONNECTIONS, WARM_SECONDS));
            for (var round = 0; round < rounds; round++) {
                for (var connections : CONNECTIONS) {
                    peers.forEach(peer -> load(shell, peer.getKey(), peer.getValue(), connections));
                }
                Collections.rotate(peers, 1);
            }
            events();
            idle(rune);
            for (var round = 0; round < rounds; round++) {
                interruptions(rune, others);
            }
        } finally {
            others.forEach(Proxy::close);
        }
    }

    private String nginx(int port, List<String> upstreams, String temp) {
        return "daemon off; worker_processes auto; pid " + folder.resolve("nginx.pid") + "; error_log stderr crit;\n"
                + "events { worker_connections 4000; }\nhttp { access_log off; keepalive_requests 100000000; " + temp
                + "\nupstream fast { least_conn; keepalive 256; keepalive_requests 100000000; "
                + servers("server 127.0.0.1:%2$s;", upstreams) + " }\nserver { listen 127.0.0.1:" + port
                + " backlog=4096; location / { proxy_pass http://fast; proxy_http_version 1.1; "
                + "proxy_set_header Connection \"\"; proxy_set_header Host $host; "
                + "proxy_set_header X-Forwarded-For $remote_addr; } } }\n";
    }

    private static String haproxy(int port, List<String> upstreams) {
        return "global\n maxconn 4000\ndefaults\n mode http\n timeout connect 5s\n timeout client 60s\n"
                + " timeout server 60s\n option forwardfor\n http-reuse always\nlisten fast\n bind 127.0.0.1:" + port
                + "\n balance leastconn\n" + servers(" server s%1$d 127.0.0.1:%2$s\n", upstreams);
    }

    private static String servers(String form, List<String> ports) {
        var text = new StringBuilder();
        for (var i = 0; i < ports.size(); i++) {
            text.append(form.formatted(i, ports.get(i)));
        }
        return text.toString();
    }

    /** What wrk has told of so many connections for so many seconds, all of which were answered well. */
    private static String wrk(Shell shell, String name, int port, int connections, String seconds) {
        var told = shell.run("wrk", "-t1", "-c" + connections, "-d" + seconds, "--latency", "-H", "Host: fast.local",
                "http://127.0.0.1:" + port + "/");
        if (told.contains("Non-2xx")) {
            throw new IllegalStateException(name + " with " + connections + " connections: " + told);
        }
        return told;
    }

    private void load(Shell shell, String name, int port, int connections) {
        var told = wrk(shell, name, port, connections, SECONDS);
        var rate = RATE.matcher(told);
        var latencies = LATENCY.matcher(told).results().toList();
        if (!rate.find() || latencies.size() != 2) {
            throw new IllegalStateException(name + " with " + connections + " connections: " + told);
        }
        samples.add("door: " + connections + " connections, requests/s", name, Double.parseDouble(rate.group(1)));
        latencies.forEach(latency -> samples.add(
                "door: " + connections + " connections, p" + latency.group(1) + ", ms", name,
                Double.parseDouble(latency.group(2))
                        * Map.of("us", 0.001, "ms", 1.0, "s", 1000.0).getOrDefault(latency.group(3), 1.0)));
    }

    /** How late events come that were sent through the door. */
    private void events() {
        try (var socket = new Socket("127.0.0.1", door)) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.0\r\nHost: events.local\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var lines = new java.io.BufferedReader(
                    new java.io.InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            var delays = new ArrayList<Double>();
            for (var line = lines.readLine(); line != null && delays.size() < EVENTS; line = lines.readLine()) {
                if (line.startsWith("data: ")) {
                    var now = java.time.Instant.now();
                    delays.add(
                            (now.getEpochSecond() * 1e6 + now.getNano() / 1e3 - Double.parseDouble(line.substring(6)))
                                    / 1e3);
                }
            }
            Collections.sort(delays);
            samples.add("door: delay of events, median, ms", "rune", delays.get(delays.size() / 2));
            samples.add("door: delay of events, p99, ms", "rune", delays.get(delays.size() * 99 / 100));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What idle connections take of memory. */
    private void idle(Rune rune) {
        var before = Proc.pss(rune.own());
        var open = new ArrayList<Socket>();
        try {
            while (open.size() < IDLE) {
                var socket = new Socket("127.0.0.1", door);
                open.add(socket);
                socket.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: fast.local\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().read();
            }
            samples.add("door: memory of " + IDLE + " idle connections, MiB", "rune",
                    (Proc.pss(rune.own()) - before) / 1048576.0);
        } catch (IOException e) {
            System.err.println("  no figure: only " + open.size() + " connections could be opened: " + e.getMessage());
        } finally {
            for (var socket : open) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void interruptions(Rune rune, List<Proxy> others) {
        Interruption.measure(samples, PLANNED, "rune", door, () -> rune.command("admin", "restart"));
        others.forEach(other -> Interruption.measure(samples, PLANNED, other.name(), other.port(), other::reload));
        Interruption.measure(samples, CRASH, "rune", door, () -> {
            rune.crash();
            rune.start();
        });
        others.forEach(other -> Interruption.measure(samples, CRASH, other.name(), other.port(), other::crash));
    }

    private static void awaitListening(int port) {
        for (var tries = 0; tries < 1000; tries++) {
            try (var _ = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException _) {
                LockSupport.parkNanos(10_000_000);
            }
        }
        throw new IllegalStateException("nobody listens on port " + port);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
