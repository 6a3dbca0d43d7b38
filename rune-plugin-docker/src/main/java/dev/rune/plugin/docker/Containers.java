package dev.rune.plugin.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The containers of one owner, found by their labels and by nothing else. Safe for use by several threads. */
final class Containers {
    private final Engine engine;
    private final String owner;
    private final Networks networks;
    private final OutsideHand outside;
    private final Consumer<Runnable> background;
    /** How containers ended, by their id: asked for once, for it does not change. */
    private final Map<String, Ending> endings = new ConcurrentHashMap<>();
    /** Those whose end the engine has told and does not list yet. */
    private final Set<String> ahead = ConcurrentHashMap.newKeySet();
    /** Names of containers that are on their way into life. */
    private final Set<String> starting = ConcurrentHashMap.newKeySet();
    /** One list after the other, so that what vanished between two is known. Guards the next two. */
    private final ReentrantLock listing = new ReentrantLock();
    private final Map<String, ObservedInstance> lastSeen = new HashMap<>();
    private final Map<InstanceId, ObservedInstance> vanished = new HashMap<>();
    /** The containers that lived when they were listed last. */
    private volatile Map<InstanceId, Found> listedAlive = Map.of();

    /** How a container ended. */
    private record Ending(Exit exit, Instant at, Optional<String> outside) {}

    /** A container of ours. */
    record Found(String container, String state, Labels labels) {
        boolean alive() {
            return state.equals("running") || paused() || state.equals("restarting");
        }

        boolean paused() {
            return state.equals("paused");
        }

        boolean onlyCreated() {
            return state.equals("created");
        }
    }

    Containers(Engine engine, String owner, Networks networks, OutsideHand outside, Consumer<Runnable> background) {
        this.engine = engine;
        this.owner = owner;
        this.networks = networks;
        this.outside = outside;
        this.background = background;
    }

    /** The name that people see; nothing is found by it. */
    String name(InstanceId id) {
        return networks.name(id.namespace()) + "." + id.name();
    }

    /** Told before and after a container is made, so that it is not taken for one that somebody left behind. */
    Set<String> starting() {
        return starting;
    }

    /**
     * The engine tells that one of ours has ended by itself. That is believed before its list shows it: until then it takes
     * down the container's network and files, and answers no question about it. What only the engine knows is waited for: an
     * end by SIGKILL may be for want of memory.
     *
     * @return whether the next list shows the end
     */
    boolean ended(String container, Labels labels, long code, Instant at) {
        Exit exit = Exits.of(code, false);
        if (labels.bounded() && exit.signal().isPresent()) {
            return false;
        }
        endings.put(container, new Ending(exit, at.isAfter(labels.started()) ? at : labels.started(),
                Optional.empty()));
        ahead.add(container);
        return true;
    }

    /** It was started again, or the engine lists its end by now. */
    void forgetTold(String container) {
        if (ahead.remove(container)) {
            endings.remove(container);
        }
    }

    /** No event may have been missed for what it told to be believed before its list. */
    void disbelieve() {
        ahead.forEach(this::forgetTold);
    }

    /** Every instance, and those that another hand removed, as ended. One request, and one for each new end. */
    List<ObservedInstance> observed() {
        try {
            listing.lockInterruptibly();
        } catch (InterruptedException late) {
            Thread.currentThread().interrupt();
            throw ProblemException.of(ProblemCode.DEADLINE, "the containers have not been listed yet");
        }
        try {
            return observe();
        } finally {
            listing.unlock();
        }
    }

    private List<ObservedInstance> observe() {
        List<Container> listed = engine.call("listing containers", client -> client.listContainersCmd()
                .withShowAll(true).withLabelFilter(Map.of(Labels.OWNER, owner)).exec());
        List<ObservedInstance> instances = new ArrayList<>();
        Set<String> present = new HashSet<>();
        Map<InstanceId, Found> living = new HashMap<>();
        for (Container container : listed) {
            present.add(container.getId());
            Labels.read(container.getLabels(), owner).ifPresent(labels -> {
                Found seen = found(container, labels);
                if (seen.alive()) {
                    living.put(labels.id(), seen);
                }
                observe(container, seen).ifPresent(instances::add);
            });
        }
        listedAlive = Map.copyOf(living);
        instances.forEach(instance -> {
            vanished.remove(instance.id());
            lastSeen.remove(instance.containerId().orElseThrow());
        });
        // Also those that the engine lists and does not know any more: it is about to remove them.
        lastSeen.forEach((container, before) -> {
            if (!outside.endedByUs(container)) {
                vanished.put(before.id(), before.alive() ? gone(before) : before);
            }
        });
        endings.keySet().retainAll(present);
        ahead.retainAll(present);
        outside.forgetAllBut(present);
        lastSeen.clear();
        instances.forEach(instance -> lastSeen.put(instance.containerId().orElseThrow(), instance));
        instances.addAll(vanished.values());
        return List.copyOf(instances);
    }

    private Optional<ObservedInstance> observe(Container container, Found found) {
        Labels labels = found.labels();
        if (found.onlyCreated()) {
            sweep(container);
            return Optional.empty();
        }
        if (!found.alive()) {
            Optional<ObservedInstance> before = Optional.ofNullable(lastSeen.get(found.container()))
                    .filter(ObservedInstance::alive);
            if (before.isPresent() && outside.awaited(found.container(), Instant.now())) {
                return before;
            }
            return ending(found).map(ending -> new ObservedInstance(labels.id(), labels.labels(),
                    ObservedInstance.State.ENDED, OptionalLong.empty(), Optional.of(found.container()), List.of(),
                    labels.started(), Optional.of(ending.at()), Optional.of(ending.exit()), ending.outside()));
        }
        endings.remove(found.container());
        Optional<String> remark = outside.ofLife(found.container());
        if (found.paused()) {
            remark = Optional.of(OutsideHand.PAUSED);
            background.accept(() -> engine.call("unpausing container '" + name(labels.id()) + "'",
                    client -> client.unpauseContainerCmd(found.container()).exec()));
        }
        return Optional.of(new ObservedInstance(labels.id(), labels.labels(), ObservedInstance.State.RUNNING,
                OptionalLong.empty(), Optional.of(found.container()), endpoints(container, labels), labels.started(),
                Optional.empty(), Optional.empty(), remark));
    }

    /** What was made and never started was left behind by a daemon that died in between. */
    private void sweep(Container container) {
        boolean onItsWay = container.getNames() != null
                && List.of(container.getNames()).stream().anyMatch(name -> starting.contains(name.substring(1)));
        if (!onItsWay) {
            // Without force: should it run by now after all, the engine refuses.
            background.accept(() -> engine.call("removing a container that was never started",
                    client -> client.removeContainerCmd(container.getId()).exec()));
        }
    }

    private Optional<Ending> ending(Found found) {
        Ending known = endings.get(found.container());
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Ending> told = engine.find("looking at container '" + name(found.labels().id()) + "'",
                client -> client.inspectContainerCmd(found.container()).exec()).map(seen -> ending(found, seen));
        told.ifPresent(ending -> endings.put(found.container(), ending));
        return told;
    }

    private Ending ending(Found found, InspectContainerResponse seen) {
        var state = seen.getState();
        Exit exit = state.getExitCodeLong() == null
                ? Exit.UNKNOWN
                : Exits.of(state.getExitCodeLong(), Boolean.TRUE.equals(state.getOOMKilled()));
        Instant at = time(state.getFinishedAt()).filter(end -> end.isAfter(found.labels().started()))
                .orElse(found.labels().started());
        return new Ending(exit, at, outside.ofEnd(found.container(), exit, at));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    private List<Endpoint> endpoints(Container container, Labels labels) {
        Map<String, ContainerNetwork> all = container.getNetworkSettings() == null
                ? Map.of()
                : container.getNetworkSettings().getNetworks();
        ContainerNetwork network = all.get(networks.name(labels.id().namespace()));
        String host = network == null ? null : network.getIpAddress();
        if (host == null || host.isEmpty()) {
            return List.of();
        }
        return labels.ports().stream()
                .map(port -> new Endpoint(port.name(), port.service(), host, port.target(), port.udp())).toList();
    }

    private static ObservedInstance gone(ObservedInstance before) {
        Instant now = Instant.now();
        return new ObservedInstance(before.id(), before.labels(), ObservedInstance.State.ENDED, OptionalLong.empty(),
                before.containerId(), List.of(), before.startedAt(),
                Optional.of(now.isAfter(before.startedAt()) ? now : before.startedAt()), Optional.of(Exit.UNKNOWN),
                Optional.of(OutsideHand.REMOVED));
    }

    /** Forgets one that another hand removed. */
    void forgetVanished(InstanceId id) {
        listing.lock();
        try {
            vanished.remove(id);
        } finally {
            listing.unlock();
        }
    }

    /** The container of an instance as it lived when it was listed last; the engine is asked where it did not. */
    Optional<Found> recent(InstanceId id) {
        return Optional.ofNullable(listedAlive.get(id)).or(() -> find(id));
    }

    /** The container of an instance; empty where there is none. */
    Optional<Found> find(InstanceId id) {
        List<Container> found = engine.call("looking for the container of " + id,
                client -> client.listContainersCmd().withShowAll(true).withLabelFilter(Map.of(Labels.OWNER, owner,
                        Labels.NAMESPACE, id.namespace(), Labels.INSTANCE, id.name())).exec());
        return found.stream().flatMap(container -> Labels.read(container.getLabels(), owner)
                .map(labels -> found(container, labels)).stream()).findFirst();
    }

    private Found found(Container container, Labels labels) {
        Found listed = new Found(container.getId(), Objects.requireNonNullElse(container.getState(), ""), labels);
        if (!listed.alive()) {
            // From now on the engine's own word counts, which every other daemon would hear as well.
            forgetTold(container.getId());
        }
        return ahead.contains(container.getId()) ? new Found(container.getId(), "exited", labels) : listed;
    }

    /** The container of an instance. */
    Found get(InstanceId id) {
        return find(id).filter(found -> !found.onlyCreated())
                .orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND, "no instance " + id + " is known"));
    }

    /** The container of an instance that lives. */
    Found living(InstanceId id) {
        Found found = get(id);
        if (!found.alive()) {
            throw ProblemException.of(ProblemCode.CONFLICT, "instance " + id + " has ended");
        }
        return found;
    }

    /** Whether the namespace has no container left but that of {@code removed}. */
    boolean empty(InstanceId removed) {
        String namespace = removed.namespace();
        return listedAlive.keySet().stream().noneMatch(id -> id.namespace().equals(namespace) && !id.equals(removed))
                && engine.call("looking for containers of namespace '" + namespace + "'", client -> client
                        .listContainersCmd().withShowAll(true)
                        .withLabelFilter(Map.of(Labels.OWNER, owner, Labels.NAMESPACE, namespace)).exec()).isEmpty();
    }
}
