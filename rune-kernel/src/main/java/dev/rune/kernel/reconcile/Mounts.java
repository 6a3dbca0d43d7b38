package dev.rune.kernel.reconcile;

import dev.rune.kernel.content.Contents;
import dev.rune.kernel.event.EventLog;
import dev.rune.kernel.plugin.LoadedMount;
import dev.rune.kernel.plugin.PluginRegistry;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.schedule.Scheduler;
import dev.rune.kernel.spec.ContentKind;
import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spec.MountSpec;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.mount.MountHandler;
import dev.rune.kernel.spi.mount.MountRequest;
import dev.rune.kernel.spi.runner.FileOwner;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.MountedDirectory;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.kernel.status.Event.Severity;
import dev.rune.kernel.status.InstanceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Gives instances what their services refer to of secrets and configmaps and the files that other plugins make, and takes
 * the files away again when they have ended. Safe for use by many threads.
 */
final class Mounts {
    private static final int LOCKS = 64;

    private final Contents contents;
    private final PluginRegistry plugins;
    private final EventLog events;
    private final Scheduler scheduler;
    /**
     * Instances that there are files of, by their service, with the types of those who have made some. Put before files
     * are made, removed when they are to go. Whoever has made none is not asked to remove any: he may be ill.
     */
    private final Map<ServiceRef, Map<InstanceId, Set<String>>> held = new ConcurrentHashMap<>();
    /**
     * An instance's files are made and removed under one of these: a start that is tried again under the same id must not
     * lose what it has just made to the removal of what the attempt before had left.
     */
    private final List<ReentrantLock> locks = Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

    Mounts(Contents contents, PluginRegistry plugins, EventLog events, Scheduler scheduler) {
        this.contents = contents;
        this.plugins = plugins;
        this.events = events;
        this.scheduler = scheduler;
    }

    /** The type word of the handler that mounts {@code kind}. */
    static String type(ContentKind kind) {
        return kind == ContentKind.SECRET ? "secret" : "config";
    }

    /** Finds the files of earlier daemons; those of instances that do not live go with the first look at their service. */
    void find(Set<ServiceRef> services) {
        plugins.mounts().forEach((type, loaded) -> {
            loaded.handler().ifPresent(handler -> {
                try {
                    handler.held().forEach(id -> hold(id, type));
                } catch (ProblemException unknown) {
                    events.add(Severity.WARNING, "", "plugin/" + loaded.plugin(), "MountsUnknown",
                            unknown.problem().message());
                }
            });
        });
        Set.copyOf(held.keySet()).stream().filter(service -> !services.contains(service))
                .forEach(service -> keepOnly(service, Set.of()));
    }

    private void hold(InstanceId id, String type) {
        held.compute(id.service(), (_, ids) -> {
            Map<InstanceId, Set<String>> all = ids == null ? new ConcurrentHashMap<>() : ids;
            all.computeIfAbsent(id, _ -> ConcurrentHashMap.newKeySet()).add(type);
            return all;
        });
    }

    boolean has(ContentRef ref) {
        return contents.has(ref);
    }

    /** Names the versions that an instance of {@code service} would be started with now. */
    String versions(ServiceRecord service) {
        return contents.versions(service);
    }

    /**
     * The instance with its variables resolved and its files made. Blocks.
     *
     * @throws ProblemException when something is missing; no files are left then
     */
    InstanceSpec prepare(Runner runner, ServiceRecord service, InstanceId id, InstanceLabels labels,
            Workload workload) {
        Contents.Picture picture = contents.picture(service);
        Workload filled = new Workload(workload.section(), picture.variables().env(), workload.ports(),
                workload.resources(), picture.variables().words());
        List<MountedDirectory> directories = new ArrayList<>();
        List<MountSpec> others = service.spec().mounts();
        if (!picture.files().isEmpty() || !others.isEmpty()) {
            Optional<FileOwner> owner = runner.fileOwner(filled);
            ReentrantLock lock = lock(id);
            lock.lock();
            try {
                picture.files().keySet().forEach(mount -> hold(id, type(mount.source().kind())));
                others.forEach(mount -> hold(id, mount.type()));
                picture.files().forEach((mount, files) -> directories.add(handler(mount.source().kind())
                        .materialize(id, new MountRequest(id.namespace(), mount.name(), mount.source().name(),
                                mount.mountPath(), mount.items(), files, owner, Optional.empty()))));
                others.forEach(mount -> directories.add(made(id, mount, owner)));
            } catch (ProblemException failed) {
                release(id);
                throw failed;
            } finally {
                lock.unlock();
            }
        }
        return new InstanceSpec(id, labels.withContent(picture.versions()), filled, directories);
    }

    private MountHandler handler(ContentKind kind) {
        return Optional.ofNullable(plugins.mounts().get(type(kind))).flatMap(LoadedMount::handler)
                .orElseThrow(() -> ProblemException.of(ProblemCode.UNAVAILABLE,
                        "no plugin that works mounts " + kind.word() + "s; see 'rune get plugins'"));
    }

    private MountedDirectory made(InstanceId id, MountSpec mount, Optional<FileOwner> owner) {
        String name = mount.name().text();
        LoadedMount loaded = Optional.ofNullable(plugins.mounts().get(mount.type()))
                .filter(known -> known.handler().isPresent())
                .orElseThrow(() -> ProblemException.of(ProblemCode.UNAVAILABLE, "mount '" + name
                        + "': no plugin that works has the mount type '" + mount.type()
                        + "'; see 'rune get plugins'"));
        Record section = loaded.provider().section().bind(mount.section(), "", _ -> {})
                .orElseThrow(() -> ProblemException.of(ProblemCode.START_FAILED, "mount '" + name + "': plugin '"
                        + loaded.plugin() + "' does not understand what is stored of it any more; cast the service "
                        + "again"));
        return loaded.handler().orElseThrow().materialize(id, new MountRequest(id.namespace(), name, name,
                mount.mountPath(), List.of(), Map.of(), owner, Optional.of(section)));
    }

    /** A start failed. Where something of it may live all the same, the files stay until a look tells that nothing does. */
    void failed(InstanceId id, ProblemException failure) {
        if (failure.problem().code() == ProblemCode.START_FAILED) {
            release(id);
        }
    }

    /** Takes away the files of every instance of {@code service} but {@code living}; returns at once. */
    void keepOnly(ServiceRef service, Set<InstanceId> living) {
        Map<InstanceId, Set<String>> all = held.getOrDefault(service, Map.of());
        for (InstanceId id : List.copyOf(all.keySet())) {
            if (!living.contains(id)) {
                Optional.ofNullable(all.remove(id)).ifPresent(types -> scheduler.execute(() -> discard(id, types)));
            }
        }
        held.computeIfPresent(service, (_, ids) -> ids.isEmpty() ? null : ids);
    }

    private void release(InstanceId id) {
        Optional.ofNullable(held.get(id.service())).map(ids -> ids.remove(id)).ifPresent(types -> discard(id, types));
    }

    /** Removes the files unless they have been made anew. */
    private void discard(InstanceId id, Set<String> types) {
        ReentrantLock lock = lock(id);
        lock.lock();
        try {
            if (held.getOrDefault(id.service(), Map.of()).containsKey(id)) {
                return;
            }
            for (String type : types) {
                Optional.ofNullable(plugins.mounts().get(type)).flatMap(LoadedMount::handler).ifPresent(handler -> {
                    try {
                        handler.discard(id);
                    } catch (ProblemException stays) {
                        // Tried again with the next look at the service.
                        hold(id, type);
                        events.instance(Severity.WARNING, id, "MountsRemain", stays.problem().message());
                    }
                });
            }
        } finally {
            lock.unlock();
        }
    }

    private ReentrantLock lock(InstanceId id) {
        return locks.get(Math.floorMod(id.hashCode(), LOCKS));
    }
}
