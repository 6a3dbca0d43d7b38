package dev.rune.plugin.expose;

import dev.rune.kernel.spi.exposure.RouteTable.Route;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A route with its instances.
 *
 * @param route   what was asked for
 * @param targets the instances
 * @param tally   what it has done
 */
record Way(Route route, List<Target> targets, Tally tally) {
    Way {
        targets = List.copyOf(targets);
    }

    /**
     * Begins something with the instance that has the least to do of those that could be reached when last tried; empty
     * where there is none. Of several that have equally little to do each has the same chance.
     */
    Optional<Target> enter() {
        int size = targets.size();
        if (size == 0) {
            return Optional.empty();
        }
        int first = ThreadLocalRandom.current().nextInt(size);
        Optional<Target> best = Optional.empty();
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < size; i++) {
            Target target = targets.get((first + i) % size);
            int busy = target.inFlight();
            if (busy < least && target.admitted() && target.rested()) {
                best = Optional.of(target);
                least = busy;
            }
        }
        return best.filter(Target::enter);
    }

    /** What instances see of {@code target}, a path with its query. */
    String rewritten(String target) {
        if (!route.stripPath() || route.path().isEmpty()) {
            return target;
        }
        String rest = target.substring(route.path().orElseThrow().length());
        return rest.startsWith("/") ? rest : "/" + rest;
    }
}
