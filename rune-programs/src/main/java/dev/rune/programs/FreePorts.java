package dev.rune.programs;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.Port;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Gives instances ports of their own, none to two that live. Safe for use by many threads. */
final class FreePorts {
    private static final String HOST = "127.0.0.1";
    private static final int MOST_TRIES = 100;

    /** What was given to whom; under this object's lock. */
    private final Map<InstanceId, Set<Integer>> given = new HashMap<>();

    /** Where {@code spec} shall listen. Its ports are its own until {@link #giveBack}. */
    synchronized List<Endpoint> endpoints(InstanceSpec spec) {
        Set<Integer> own = new HashSet<>();
        given.put(spec.id(), own);
        return spec.workload().ports().stream().map(port -> {
            int number = port.fixedTarget().orElseGet(this::free);
            own.add(number);
            return new Endpoint(port.name().text(), port.port(), HOST, number, port.protocol() == Port.Protocol.UDP);
        }).toList();
    }

    /** Remembers what an earlier runner gave. */
    synchronized void keep(InstanceId id, List<Endpoint> endpoints) {
        given.put(id, endpoints.stream().map(Endpoint::port).collect(Collectors.toSet()));
    }

    /** The ports of {@code id} may be given to others. */
    synchronized void giveBack(InstanceId id) {
        given.remove(id);
    }

    private int free() {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
                int port = socket.getLocalPort();
                if (given.values().stream().noneMatch(ports -> ports.contains(port))) {
                    return port;
                }
            } catch (IOException e) {
                throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE, "there is no free port: " + e), e);
            }
        }
        throw ProblemException.of(ProblemCode.UNAVAILABLE,
                "there is no free port that no other instance has; tried " + MOST_TRIES + " times");
    }
}
