package dev.rune.plugin.docker;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which folders of the host containers may see. What would hand them the host itself is refused whatever is allowed, and
 * links are followed before anything is compared.
 *
 * @param allowed folders that may be mounted with everything in them
 * @param engine  the engine, whose socket is as good as the host
 */
record HostPaths(List<Path> allowed, EngineAddress engine) {
    private static final List<Path> NEVER = List.of(Path.of("/etc"), Path.of("/proc"), Path.of("/sys"),
            Path.of("/dev"), Path.of("/boot"));
    private static final List<Path> SOCKETS = List.of(Path.of("/var/run/docker.sock"), Path.of("/run/docker.sock"),
            Path.of("/run/containerd"));

    /** Why {@code hostPath} may not be mounted, with nothing known of this host; empty where it may. */
    static Optional<String> refusedAnywhere(String hostPath) {
        return refusedAnywhere(Path.of(hostPath).normalize());
    }

    private static Optional<String> refusedAnywhere(Path path) {
        if (path.getParent() == null) {
            return Optional.of("the whole host cannot be mounted into a container");
        }
        return NEVER.stream().filter(path::startsWith).findFirst()
                .map(never -> "'" + path + "' cannot be mounted into a container: nothing in " + never + " can");
    }

    /** Why {@code hostPath} may not be mounted here; empty where it may. */
    Optional<String> refused(String hostPath) {
        Path path = real(Path.of(hostPath).normalize());
        Optional<String> anywhere = refusedAnywhere(path);
        if (anywhere.isPresent()) {
            return anywhere;
        }
        if (sockets().stream().anyMatch(socket -> socket.startsWith(path) || path.startsWith(socket))) {
            return Optional
                    .of("'" + hostPath + "' cannot be mounted into a container: the engine's socket is there, and "
                            + "whoever has it has the host");
        }
        return allowed.stream().map(HostPaths::real).anyMatch(path::startsWith)
                ? Optional.empty()
                : Optional.of("'" + hostPath + "' may not be mounted: the runefile allows " + (allowed.isEmpty()
                        ? "no folder of the host; list it under docker.hostPaths"
                        : "docker.hostPaths " + allowed));
    }

    private List<Path> sockets() {
        return java.util.stream.Stream.concat(SOCKETS.stream(),
                engine.address() instanceof UnixDomainSocketAddress socket
                        ? java.util.stream.Stream.of(real(socket.getPath()))
                        : java.util.stream.Stream.<Path>empty())
                .map(HostPaths::real).toList();
    }

    /** The path with every link followed as far as it exists. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException missing) {
            Path parent = path.getParent();
            return parent == null ? path : real(parent).resolve(path.getFileName());
        }
    }
}
