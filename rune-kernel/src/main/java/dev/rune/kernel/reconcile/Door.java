package dev.rune.kernel.reconcile;

import dev.rune.kernel.event.EventLog;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.schedule.Scheduler;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.exposure.Exposure;
import dev.rune.kernel.spi.exposure.RouteReport;
import dev.rune.kernel.spi.exposure.RouteTable;
import dev.rune.kernel.spi.exposure.RouteTable.Route;
import dev.rune.kernel.status.Event.Severity;
import dev.rune.kernel.status.InstanceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * One exposure with the routes it should have. Tables are applied one after the other and never on a caller's thread;
 * while one is being applied only the newest of those that follow is kept. Safe for use by many threads: its own lock
 * guards it, and is not held during a call of the exposure.
 */
final class Door {
    /** How long an instance waits for a table without it, beyond its drain, from an exposure that does not take one. */
    static final Duration PATIENCE = Duration.ofSeconds(5);
    /** How long the exposure has, when the drain is over, to close what is left. */
    static final Duration CLOSING = Duration.ofSeconds(1);

    private static final Duration FIRST_GLANCE = Duration.ofMillis(10);
    private static final Duration LONGEST_GLANCE = Duration.ofMillis(100);

    private final String type;
    private final String plugin;
    private final Exposure exposure;
    private final Scheduler scheduler;
    private final EventLog events;
    private final IntFunction<Duration> retryDelay;
    private final Consumer<ServiceRef> settled;

    private final Map<ServiceRef, Route> routes = new TreeMap<>();
    /** Of the routes as they should be, and of the last ones that were applied. */
    private long version;
    private long applied;
    private RouteTable inForce = RouteTable.EMPTY;
    /** The services whose routes are not in force yet, each with the version from which on they are. */
    private final Map<ServiceRef, Long> unapplied = new HashMap<>();
    /** Those of them that are waited for. */
    private final Set<ServiceRef> awaited = new HashSet<>();
    /** Instances that may get traffic: those of the table in force and of the one that is being applied. */
    private final Set<InstanceId> routed = new HashSet<>();
    private final Set<Departure> departures = new LinkedHashSet<>();
    private boolean applying;
    /** Whether a table that was refused waits for its next try; a change does not, and takes the turn from it. */
    private boolean resting;
    private long turn;
    private int failures;
    private String failure = "";

    /** @param settled told whom {@link #settled} was asked about and had to deny, once that has changed; returns at once */
    Door(String type, String plugin, Exposure exposure, Scheduler scheduler, EventLog events,
            IntFunction<Duration> retryDelay, Consumer<ServiceRef> settled) {
        this.type = type;
        this.plugin = plugin;
        this.exposure = exposure;
        this.scheduler = scheduler;
        this.events = events;
        this.retryDelay = retryDelay;
        this.settled = settled;
    }

    /** Applies what is there even if that is nothing: an exposure knows by its first table that there is a kernel. */
    synchronized void open() {
        changed();
    }

    /** Makes {@code route} the one of {@code service}, or none. */
    synchronized void put(ServiceRef service, Optional<Route> route) {
        Optional<Route> before = Optional.ofNullable(routes.get(service));
        if (before.equals(route)) {
            return;
        }
        route.ifPresentOrElse(it -> routes.put(service, it), () -> routes.remove(service));
        changed();
        unapplied.put(service, version);
    }

    private void changed() {
        version++;
        if (!applying || resting) {
            begin();
        }
    }

    private void begin() {
        applying = true;
        resting = false;
        long mine = ++turn;
        scheduler.execute(() -> apply(mine));
    }

    private void apply(long mine) {
        RouteTable table;
        long number;
        synchronized (this) {
            if (mine != turn) {
                return;
            }
            resting = false;
            table = table();
            number = version;
            routed.addAll(instances(table));
        }
        try {
            exposure.apply(table);
        } catch (ProblemException refused) {
            failed(refused.problem().message());
            return;
        } catch (RuntimeException | OutOfMemoryError fault) {
            // Without a next try there would be no route ever again.
            failed(fault.toString());
            return;
        }
        applied(table, number);
    }

    /**
     * Whether the route of {@code service} is in force as it should be, or nobody knows when it will be: the exposure
     * has refused it.
     */
    synchronized boolean settled(ServiceRef service) {
        boolean waits = unapplied.containsKey(service) && failure.isEmpty();
        if (waits) {
            awaited.add(service);
        }
        return !waits;
    }

    private void tellSettled() {
        List<ServiceRef> told = awaited.stream().filter(this::settled).toList();
        told.forEach(awaited::remove);
        told.forEach(settled);
    }

    private synchronized void failed(String why) {
        failures++;
        if (!failure.equals(why)) {
            events.add(Severity.WARNING, "", "plugin/" + plugin, "RoutesFailed", why);
        }
        failure = why;
        tellSettled();
        resting = true;
        long mine = turn;
        scheduler.schedule(retryDelay.apply(failures), () -> apply(mine));
    }

    private synchronized void applied(RouteTable table, long number) {
        if (!failure.isEmpty()) {
            events.add(Severity.NORMAL, "", "plugin/" + plugin, "RoutesApplied",
                    "exposure '" + type + "' takes routes again");
        }
        failures = 0;
        failure = "";
        applied = number;
        inForce = table;
        routed.clear();
        routed.addAll(instances(table));
        unapplied.values().removeIf(since -> since <= number);
        tellSettled();
        departures.stream().filter(departure -> departure.version <= number).toList().forEach(this::left);
        applying = false;
        if (version != number) {
            begin();
        }
    }

    /**
     * The routes in order. An undone or rolled back spec may claim again what somebody else has claimed meanwhile: then
     * whoever has it keeps it.
     */
    private RouteTable table() {
        Map<String, ServiceRef> holders = inForce.routes().stream()
                .collect(Collectors.toMap(Routes::claim, Route::service));
        Map<String, Route> claims = new HashMap<>();
        routes.values().stream()
                .sorted(Comparator.comparing(route -> !route.service().equals(holders.get(Routes.claim(route)))))
                .forEach(route -> claims.putIfAbsent(Routes.claim(route), route));
        return new RouteTable(
                routes.values().stream().filter(route -> claims.get(Routes.claim(route)) == route).toList());
    }

    private static Set<InstanceId> instances(RouteTable table) {
        return table.routes().stream().flatMap(route -> route.upstreams().stream()).map(RouteTable.Upstream::instance)
                .collect(Collectors.toSet());
    }

    /** Whether {@code instance} may get traffic now. */
    synchronized boolean routes(InstanceId instance) {
        return routed.contains(instance);
    }

    /**
     * Does {@code then} once {@code instance}, which is in no route any more, gets no new traffic and what was under way
     * has ended, at the latest when {@code drain} is over.
     */
    synchronized void leave(InstanceId instance, Optional<Duration> drain, Runnable then) {
        Departure departure = new Departure(instance, version, drain, then);
        departures.add(departure);
        if (applied >= version) {
            left(departure);
        } else {
            scheduler.schedule(drain.orElse(Duration.ZERO).plus(PATIENCE), () -> giveUp(departure));
        }
    }

    private void left(Departure departure) {
        if (!departure.left()) {
            departure.until = departure.drain.map(drain -> now().plus(drain).plus(CLOSING)).orElse(Instant.MIN);
            scheduler.execute(() -> glance(departure, FIRST_GLANCE));
        }
    }

    private void giveUp(Departure departure) {
        synchronized (this) {
            if (departure.left() || !departures.contains(departure)) {
                return;
            }
        }
        events.instance(Severity.WARNING, departure.id, "RoutesFailed",
                "exposure '" + type + "' does not let go of it; it is stopped all the same");
        end(departure);
    }

    private void glance(Departure departure, Duration next) {
        int inFlight = now().isBefore(departure.until) ? inFlight(departure.id) : 0;
        if (inFlight == 0) {
            end(departure);
            return;
        }
        synchronized (this) {
            if (!departures.contains(departure)) {
                return;
            }
            if (!departure.told) {
                departure.told = true;
                events.instance(Severity.NORMAL, departure.id, "Draining", "left the routes with " + inFlight
                        + " under way; at most " + departure.drain.orElse(Duration.ZERO).toSeconds() + "s");
            }
        }
        Duration left = Duration.between(now(), departure.until);
        Duration longer = next.multipliedBy(2);
        scheduler.schedule(left.compareTo(next) < 0 ? left : next,
                () -> glance(departure, longer.compareTo(LONGEST_GLANCE) < 0 ? longer : LONGEST_GLANCE));
    }

    /** How much is under way; what cannot be known is taken for something. */
    private int inFlight(InstanceId instance) {
        try {
            return exposure.inFlight(instance);
        } catch (RuntimeException | OutOfMemoryError unknown) {
            return 1;
        }
    }

    /** What is under way to {@code instance} is not waited for any more; that it leaves is. */
    void hurry(InstanceId instance) {
        List<Departure> over;
        synchronized (this) {
            departures.stream().filter(departure -> departure.id.equals(instance))
                    .forEach(departure -> departure.drain = Optional.empty());
            over = departures.stream().filter(departure -> departure.id.equals(instance) && departure.left()).toList();
        }
        over.forEach(this::end);
    }

    private void end(Departure departure) {
        boolean first;
        synchronized (this) {
            first = departures.remove(departure);
        }
        if (first) {
            departure.then.run();
        }
    }

    private Instant now() {
        return scheduler.clock().instant();
    }

    /** How many instances of {@code service} get traffic. */
    synchronized int ready(ServiceRef service) {
        return inForce.routes().stream().filter(route -> route.service().equals(service))
                .mapToInt(route -> route.upstreams().size()).sum();
    }

    /** Why {@code service} is not routed as it should be, as far as that is not the exposure's to say. */
    synchronized String trouble(ServiceRef service) {
        Optional<Route> mine = Optional.ofNullable(routes.get(service));
        return inForce.routes().stream()
                .filter(route -> mine.isPresent() && !route.service().equals(service)
                        && Routes.claim(route).equals(Routes.claim(mine.get())))
                .findFirst().map(other -> Routes.claim(other) + " is claimed by service '" + other.service() + "'")
                .orElse(failure);
    }

    /** What the exposure has done, and what keeps it from working. */
    Map<ServiceRef, RouteReport> reports() {
        return exposure.report().stream()
                .collect(Collectors.toMap(RouteReport::service, report -> report, (first, _) -> first));
    }

    /** How many requests the exposure has answered that count for no route, by their status. */
    Map<Integer, Long> unrouted() {
        return exposure.unrouted();
    }

    /** What keeps the exposure as a whole from working. */
    Optional<String> trouble() {
        return exposure.trouble();
    }
}
