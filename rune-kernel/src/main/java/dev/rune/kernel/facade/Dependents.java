package dev.rune.kernel.facade;

import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.spec.Dependency;
import dev.rune.kernel.spec.ServiceRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who needs whom. Pure. */
final class Dependents {
    private Dependents() {}

    /** Whether {@code service} waits for {@code other}. */
    static boolean needs(ServiceRecord service, ServiceRef other) {
        return required(service).contains(other);
    }

    /** The services that {@code service} waits for. */
    static List<ServiceRef> required(ServiceRecord service) {
        return service.spec().dependencies().stream().filter(dependency -> !dependency.optional())
                .map((Dependency dependency) -> dependency.serviceRef(service.ref().namespace()))
                .flatMap(Optional::stream).toList();
    }

    /** A way from {@code start} back to itself, such as {@code a -> b -> a}; empty where there is none. */
    static Optional<String> cycle(ServiceRef start, Map<ServiceRef, ServiceRecord> services) {
        return walk(start, start, services, new ArrayList<>(List.of(start.name())), new HashSet<>());
    }

    private static Optional<String> walk(ServiceRef at, ServiceRef start, Map<ServiceRef, ServiceRecord> services,
            List<String> path, Set<ServiceRef> seen) {
        if (!seen.add(at) || !services.containsKey(at)) {
            return Optional.empty();
        }
        for (ServiceRef next : required(services.get(at))) {
            path.addLast(next.name());
            if (next.equals(start)) {
                return Optional.of(String.join(" -> ", path));
            }
            Optional<String> found = walk(next, start, services, path, seen);
            if (found.isPresent()) {
                return found;
            }
            path.removeLast();
        }
        return Optional.empty();
    }
}
