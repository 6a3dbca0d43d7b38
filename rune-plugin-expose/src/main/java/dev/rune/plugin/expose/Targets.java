package dev.rune.plugin.expose;

import dev.rune.kernel.spi.exposure.RouteTable.Route;
import dev.rune.kernel.spi.exposure.RouteTable.Upstream;
import dev.rune.kernel.status.InstanceId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** The instances that are in the table, and those that have left it and are not done. Changed by one thread at a time. */
final class Targets {
    private final Map<InstanceId, Target> known = new ConcurrentHashMap<>();
    /** How long each may go on after it has left. */
    private final Map<InstanceId, Duration> drains = new HashMap<>();

    /** The instances of each of {@code routes}, in their order; new ones are made known. */
    List<List<Target>> of(List<Route> routes) {
        List<List<Target>> targets = new ArrayList<>();
        for (Route route : routes) {
            List<Target> own = new ArrayList<>();
            for (Upstream upstream : route.upstreams()) {
                var address = new InetSocketAddress(upstream.endpoint().host(), upstream.endpoint().port());
                own.add(known.compute(upstream.instance(), (id, old) -> old != null && old.address().equals(address)
                        ? old
                        : new Target(id, address)));
                drains.put(upstream.instance(), route.drain());
            }
            targets.add(List.copyOf(own));
        }
        return List.copyOf(targets);
    }

    /**
     * Retires whoever is not among {@code present} and admits those who are, once the routes that hold them are in force.
     *
     * @param retired is told who has left, and how long what is under way to it may go on
     */
    void settle(List<List<Target>> present, BiConsumer<Target, Duration> retired) {
        List<Target> here = present.stream().flatMap(List::stream).toList();
        here.stream().filter(target -> !target.admitted()).forEach(Target::admit);
        for (Target target : List.copyOf(known.values())) {
            if (here.contains(target)) {
                continue;
            }
            if (target.admitted()) {
                target.retire();
                retired.accept(target, Optional.ofNullable(drains.get(target.instance())).orElse(Duration.ZERO));
            } else if (target.inFlight() == 0) {
                known.remove(target.instance());
                drains.remove(target.instance());
            }
        }
    }

    /** Ends what would go on for ever, to whomever. */
    void end() {
        known.values().forEach(Target::end);
    }

    int inFlight(InstanceId instance) {
        return Optional.ofNullable(known.get(instance)).map(Target::inFlight).orElse(0);
    }
}
