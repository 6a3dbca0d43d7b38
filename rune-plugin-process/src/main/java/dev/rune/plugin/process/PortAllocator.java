package dev.rune.plugin.process;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.Port;
import dev.rune.kernel.status.Endpoint;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Finds ports for instances that want one of their own: outside the range that the kernel takes the ports of clients
 * from, free at the moment, and given to no other instance of ours. Safe for use by several threads.
 */
final class PortAllocator {
    private static final int FIRST = 10_000;
    private static final int LAST = 65_535;

    private final RandomGenerator random;
    private final int[] ephemeral;
    // How many instances listen on each: a fixed one may be shared for a moment. Guarded by this object.
    private final Map<Integer, Integer> taken = new HashMap<>();

    PortAllocator(RandomGenerator random) {
        this.random = random;
        this.ephemeral = ephemeralRange();
    }

    /** Where an instance with {@code ports} listens; to be given back by {@link #release}. */
    synchronized List<Endpoint> allocate(List<Port> ports) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Port port : ports) {
            boolean udp = port.protocol() == Port.Protocol.UDP;
            int number = port.fixedTarget().orElseGet(() -> free(udp));
            taken.merge(number, 1, Integer::sum);
            endpoints.add(new Endpoint(port.name().text(), port.port(), "127.0.0.1", number, udp));
        }
        return List.copyOf(endpoints);
    }

    /** Remembers what an instance of an earlier daemon listens on. */
    synchronized void claim(List<Endpoint> endpoints) {
        endpoints.forEach(endpoint -> taken.merge(endpoint.port(), 1, Integer::sum));
    }

    synchronized void release(List<Endpoint> endpoints) {
        endpoints.forEach(
                endpoint -> taken.computeIfPresent(endpoint.port(), (port, users) -> users > 1 ? users - 1 : null));
    }

    private int free(boolean udp) {
        int count = LAST - FIRST + 1;
        int start = random.nextInt(count);
        for (int i = 0; i < count; i++) {
            int port = FIRST + (start + i) % count;
            if ((port < ephemeral[0] || port > ephemeral[1]) && !taken.containsKey(port) && isFree(port, udp)) {
                return port;
            }
        }
        throw ProblemException.of(ProblemCode.UNAVAILABLE, "no free port from " + FIRST + " to " + LAST
                + " outside net.ipv4.ip_local_port_range (" + ephemeral[0] + " to " + ephemeral[1] + ")");
    }

    private static boolean isFree(int port, boolean udp) {
        return canBind(new InetSocketAddress("0.0.0.0", port), udp)
                && canBind(new InetSocketAddress("127.0.0.1", port), udp);
    }

    private static boolean canBind(InetSocketAddress address, boolean udp) {
        if (udp) {
            try (DatagramSocket socket = new DatagramSocket(null)) {
                socket.bind(address);
                return true;
            } catch (SocketException taken) {
                return false;
            }
        }
        try (ServerSocket socket = new ServerSocket()) {
            // Connections of an earlier listener that linger do not keep a new one away.
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static int[] ephemeralRange() {
        try {
            String[] words = ProcFile.read(Path.of("/proc/sys/net/ipv4/ip_local_port_range")).strip().split("\\s+", -1);
            return new int[]{Integer.parseInt(words[0]), Integer.parseInt(words[1])};
        } catch (IOException | NumberFormatException unknown) {
            return new int[]{32_768, 60_999};
        }
    }
}
