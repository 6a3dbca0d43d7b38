package dev.rune.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Which containers answer, found through {@code /proc} alone, so that nobody's own list of addresses counts. */
final class Answers {
    private static final long PATIENCE_NANOS = 120_000_000_000L;
    private static final Pattern LOCAL = Pattern.compile("(\\d+\\.\\d+\\.\\d+\\.\\d+)\\n\\s+/32 host LOCAL");

    private Answers() {}

    /** The servers on {@code port} that answer at their container's address. */
    static Set<Long> of(int port) {
        var answering = new HashSet<Long>();
        for (var pid : servers(port)) {
            if (address(pid).map(host -> answers(host, port)).orElse(false)) {
                answering.add(pid);
            }
        }
        return answering;
    }

    /** The servers on {@code port}, whether they answer or not. */
    static Set<Long> servers(int port) {
        var found = new HashSet<Long>();
        for (var pid : Proc.mentioning("httpd\0-f\0-p\0" + port)) {
            try {
                if (Files.readString(Path.of("/proc/" + pid + "/cmdline")).startsWith("httpd")) {
                    found.add(pid);
                }
            } catch (IOException _) {
                // Gone meanwhile.
            }
        }
        return found;
    }

    /** Looks until {@code wanted} holds of those that answer; the milliseconds that took since {@code since}. */
    static double await(int port, Predicate<Set<Long>> wanted, long since) {
        while (!wanted.test(of(port))) {
            if (System.nanoTime() - since > PATIENCE_NANOS) {
                throw new IllegalStateException("two minutes, and " + of(port).size() + " answer on port " + port);
            }
            LockSupport.parkNanos(1_000_000);
        }
        return (System.nanoTime() - since) / 1e6;
    }

    private static Optional<String> address(long pid) {
        try {
            var trie = Files.readString(Path.of("/proc/" + pid + "/net/fib_trie"));
            return LOCAL.matcher(trie).results().map(found -> found.group(1)).filter(host -> !host.startsWith("127."))
                    .findFirst();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static boolean answers(String host, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 200);
            socket.setSoTimeout(500);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() == 'H';
        } catch (IOException _) {
            return false;
        }
    }
}
