package dev.rune.kernel.health;

import dev.rune.kernel.schedule.Scheduler;
import dev.rune.kernel.plan.Readiness;
import dev.rune.kernel.spec.Health;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.ProbeStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The health of every living instance. Safe for use by many threads; a service's own worker tells it what lives. */
public final class HealthBoard {
    private static final Vitals UNKNOWN = new Vitals(Readiness.UNREADY, false, false, Optional.empty(), "",
            Optional.empty());

    private final Scheduler scheduler;
    private final Consumer<ServiceRef> nudge;
    private final Map<ServiceRef, Map<InstanceId, InstanceHealth>> services = new ConcurrentHashMap<>();

    /**
     * An empty board.
     *
     * @param nudge told a service whose health has changed
     */
    public HealthBoard(Scheduler scheduler, Consumer<ServiceRef> nudge) {
        this.scheduler = scheduler;
        this.nudge = nudge;
    }

    /**
     * Asks exactly {@code living} from now on.
     *
     * @param adopted the instances among them that an earlier daemon started
     */
    public void watch(ServiceRef service, Health spec, List<ObservedInstance> living, Set<InstanceId> adopted,
            ProbeRunner probes) {
        Map<InstanceId, InstanceHealth> watched = services.computeIfAbsent(service, _ -> new ConcurrentHashMap<>());
        Set<InstanceId> ids = living.stream().map(ObservedInstance::id).collect(Collectors.toSet());
        watched.keySet().stream().filter(id -> !ids.contains(id)).toList()
                .forEach(id -> Optional.ofNullable(watched.remove(id)).ifPresent(InstanceHealth::close));
        for (ObservedInstance instance : living) {
            watched.computeIfAbsent(instance.id(), id -> new InstanceHealth(scheduler, probes, instance,
                    adopted.contains(id), spec, () -> nudge.accept(service))).apply(spec);
        }
    }

    /** How well an instance is; not ready where it is not watched. */
    public Vitals vitals(ServiceRef service, InstanceId id) {
        InstanceHealth health = watched(service).get(id);
        return health == null ? UNKNOWN : health.vitals();
    }

    /** What the probes of a service's instances found, in order of instance. */
    public List<ProbeStatus> statuses(ServiceRef service) {
        return watched(service).entrySet().stream().sorted(Map.Entry.comparingByKey())
                .flatMap(entry -> entry.getValue().statuses().stream()).toList();
    }

    /** Asks nobody of {@code service} any more. */
    public void forget(ServiceRef service) {
        watched(service).values().forEach(InstanceHealth::close);
        services.remove(service);
    }

    /** Asks nobody any more. */
    public void close() {
        services.keySet().forEach(this::forget);
    }

    private Map<InstanceId, InstanceHealth> watched(ServiceRef service) {
        return services.getOrDefault(service, Map.of());
    }
}
