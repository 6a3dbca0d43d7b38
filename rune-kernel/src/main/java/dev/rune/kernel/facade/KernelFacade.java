package dev.rune.kernel.facade;

import dev.rune.kernel.content.Vault;
import dev.rune.kernel.event.EventLog;
import dev.rune.kernel.schedule.Scheduler;
import dev.rune.kernel.plugin.PluginRegistry;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.reconcile.DependencyGate;
import dev.rune.kernel.reconcile.Reconciler;
import dev.rune.kernel.record.Catalog;
import dev.rune.kernel.record.Moment;
import dev.rune.kernel.record.NamespaceRecord;
import dev.rune.kernel.record.OperationRecord;
import dev.rune.kernel.record.RevisionRecord;
import dev.rune.kernel.record.Scaling;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.spec.ContentKind;
import dev.rune.kernel.spec.ContentLimits;
import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spec.Label;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spec.ServiceSpec;
import dev.rune.kernel.spi.host.CastDocument;
import dev.rune.kernel.spi.host.Abandoned;
import dev.rune.kernel.spi.host.CastOptions;
import dev.rune.kernel.spi.host.CastResult;
import dev.rune.kernel.spi.host.ContentView;
import dev.rune.kernel.spi.host.DependencyView;
import dev.rune.kernel.spi.host.Generations;
import dev.rune.kernel.spi.host.Kernel;
import dev.rune.kernel.spi.host.LogSelection;
import dev.rune.kernel.spi.host.NamespaceView;
import dev.rune.kernel.spi.host.RevisionView;
import dev.rune.kernel.spi.host.RouteView;
import dev.rune.kernel.spi.host.ScaleRequest;
import dev.rune.kernel.spi.host.ServiceView;
import dev.rune.kernel.spi.host.Subscription;
import dev.rune.kernel.spi.host.TypeView;
import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.status.Event;
import dev.rune.kernel.status.Event.Severity;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.InstanceStatus;
import dev.rune.kernel.status.PluginStatus;
import dev.rune.kernel.status.ProbeStatus;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServiceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** A running kernel. */
public final class KernelFacade implements Kernel {
    /** The namespace that is always there. */
    public static final String DEFAULT_NAMESPACE = "default";

    /** As many as a castfile may say. */
    private static final int LARGEST_SCALE = 10_000;

    private final Catalog catalog;
    private final PluginRegistry plugins;
    private final Reconciler reconciler;
    private final EventLog events;
    private final Scheduler scheduler;
    private final Changes changes;
    private final Caster caster;
    private final Vault vault;
    private final ContentKeeper contents;

    /** A kernel of parts that were started; it ends them when it is closed. */
    public KernelFacade(Catalog catalog, Vault vault, ContentLimits limits, PluginRegistry plugins,
            Reconciler reconciler, EventLog events, Changes changes, Scheduler scheduler, RandomGenerator random) {
        this.catalog = catalog;
        this.plugins = plugins;
        this.reconciler = reconciler;
        this.events = events;
        this.changes = changes;
        this.scheduler = scheduler;
        this.vault = vault;
        this.contents = new ContentKeeper(catalog, vault, limits, scheduler.clock());
        this.caster = new Caster(catalog, new Admission(plugins, limits), contents, scheduler.clock(), random);
    }

    @Override
    public CastResult cast(List<CastDocument> documents, CastOptions options) {
        CastResult result = caster.cast(documents, options);
        if (!options.dryRun()) {
            for (CastResult.CastObject object : result.objects()) {
                boolean service = object.kind() == CastDocument.Kind.SERVICE;
                if (service && (object.outcome() == CastResult.Outcome.CREATED
                        || object.outcome() == CastResult.Outcome.UPDATED)) {
                    ServiceRef ref = new ServiceRef(object.namespace(), object.name());
                    announce(ref, "Cast", object.outcome().word() + " as generation " + object.generation());
                }
                contentRef(object).filter(_ -> object.outcome() != CastResult.Outcome.UNCHANGED)
                        .ifPresent(ref -> announce(ref, object.outcome(), contents.users(ref)));
            }
        }
        return result;
    }

    @Override
    public Generations scale(ServiceRef ref, ScaleRequest request) {
        int replicas = request.replicas();
        if (replicas < 0 || replicas > LARGEST_SCALE) {
            throw ProblemException.of(ProblemCode.INVALID,
                    "scale " + replicas + " is not possible: 0 to " + LARGEST_SCALE);
        }
        boolean gradual = request.mode() == Rollout.Mode.GRADUAL;
        if (gradual && (request.step() < 1 || request.interval().isNegative())) {
            throw ProblemException.of(ProblemCode.INVALID, "step " + request.step() + " with interval "
                    + request.interval().toSeconds()
                    + "s is not possible: a step of 1 or more, an interval of 0 or more");
        }
        Scaling how = new Scaling(gradual ? request.step() : 0, gradual ? request.interval() : Duration.ZERO,
                request.rollbackOnFail());
        return change(ref, "Scaled", (service, now) -> {
            reconciler.loaded(service).flatMap(runner -> Copies.refusal(service.spec(), runner, replicas))
                    .ifPresent(why -> {
                        throw ProblemException.of(ProblemCode.INVALID, why);
                    });
            return service.scale() == replicas ? service : service.withScale(replicas, "scale", how, now);
        });
    }

    @Override
    public Generations cancelScale(ServiceRef ref) {
        return change(ref, "ScaleCancelled", (service, now) -> service.operations().scaling().isEmpty()
                ? service
                : service.withCancel(now));
    }

    @Override
    public Generations pauseRollout(ServiceRef ref) {
        return change(ref, "Paused", (service, now) -> {
            if (service.operations().ongoing().allMatch(OperationRecord::paused)) {
                throw ProblemException.of(ProblemCode.CONFLICT, "nothing goes on with service '" + ref.name()
                        + "' that could be paused; see 'rune rollout status " + ref.name() + "'");
            }
            return service.withPause(now);
        });
    }

    @Override
    public Generations resumeRollout(ServiceRef ref) {
        return change(ref, "Resumed", (service, now) -> {
            if (service.operations().ongoing().noneMatch(OperationRecord::paused)) {
                throw ProblemException.of(ProblemCode.CONFLICT, "nothing is paused with service '" + ref.name()
                        + "'; see 'rune rollout status " + ref.name() + "'");
            }
            return service.withResume(now);
        });
    }

    @Override
    public Generations undoRollout(ServiceRef ref, OptionalLong number) {
        return change(ref, "UndoRequested", (service, now) -> {
            RevisionRecord earlier = Revisions.toUndo(service, catalog.revisions(ref), number);
            Claims.holder(ref, earlier.spec(), catalog.services()).ifPresent(holder -> {
                throw ProblemException.of(ProblemCode.CONFLICT, "revision " + earlier.number() + " cannot come back: "
                        + Claims.taken(earlier.spec(), holder));
            });
            return service.withSpec(earlier.spec(), earlier.runner(), earlier.template(), earlier.pins(),
                    service.places(), "undo",
                    now);
        });
    }

    @Override
    public List<RevisionView> revisions(ServiceRef ref) {
        return Revisions.shown(record(ref), catalog.revisions(ref));
    }

    @Override
    public List<DependencyView> dependencies(Optional<String> namespace) {
        namespace.ifPresent(this::requireNamespace);
        return inNamespace(namespace).flatMap(service -> DependencyGate
                .shown(service, ref -> catalog.service(ref).map(this::status), ref -> catalog.content(ref).isPresent())
                .stream()).toList();
    }

    @Override
    public Generations stop(ServiceRef ref) {
        return change(ref, "StopRequested", (service, now) -> service.scale() == 0
                ? service
                : service.withScale(0, "stop", Scaling.PINNED, now));
    }

    @Override
    public Generations restart(ServiceRef ref, boolean rolling) {
        return change(ref, "RestartRequested", (service, now) -> service.withRestart(rolling, now));
    }

    private Generations change(ServiceRef ref, String reason,
            BiFunction<ServiceRecord, Instant, ServiceRecord> change) {
        Generations generations = catalog.change(transaction -> {
            ServiceRecord before = transaction.service(ref).orElseThrow(() -> missing(ref));
            if (before.deleting()) {
                throw ProblemException.of(ProblemCode.CONFLICT, "service '" + ref.name() + "' is being deleted");
            }
            ServiceRecord after = change.apply(before, scheduler.clock().instant());
            if (after.generation() != before.generation()) {
                transaction.put(after);
            }
            // Whoever asks for what goes on already waits for that.
            long joined = before.operations().ongoing().mapToLong(OperationRecord::generation).max()
                    .orElse(before.generation());
            return after == before
                    ? new Generations(joined, joined)
                    : new Generations(before.generation(), after.generation());
        });
        if (generations.changed()) {
            announce(ref, reason, "generation " + generations.after());
        }
        return generations;
    }

    private void announce(ServiceRef ref, String reason, String message) {
        events.service(Severity.NORMAL, ref, reason, message);
        reconciler.nudge(ref);
        changes.tell(ref);
    }

    @Override
    public void delete(ServiceRef ref, boolean force, boolean keepLogs) {
        catalog.apply(transaction -> {
            ServiceRecord service = transaction.service(ref).orElseThrow(() -> missing(ref));
            requireRunner(service);
            requireUnneeded(transaction, ref, force);
            if (!service.deleting()) {
                transaction.put(service.withDeletion(keepLogs, scheduler.clock().instant()));
            }
        });
        announce(ref, "DeleteRequested", "its instances are stopped");
    }

    private void requireRunner(ServiceRecord service) {
        service.runners().stream().flatMap(type -> reconciler.absence(type).stream()).findFirst().ifPresent(why -> {
            throw ProblemException.of(ProblemCode.CONFLICT, "nobody can stop the instances of service '"
                    + service.ref().name() + "': " + why + "; put its plugin in order and start runed again, or say "
                    + "--abandon, which forgets the service and leaves what runs of it");
        });
    }

    private static void requireUnneeded(Catalog.Transaction transaction, ServiceRef ref, boolean force) {
        List<String> dependents = transaction.services().stream()
                .filter(other -> !other.deleting() && !other.ref().equals(ref) && Dependents.needs(other, ref))
                .map(other -> other.ref().name()).toList();
        if (!dependents.isEmpty() && !force) {
            throw ProblemException.of(ProblemCode.CONFLICT, "service '" + ref.name() + "' is needed by "
                    + String.join(", ", dependents) + "; delete them first, or say --force");
        }
    }

    @Override
    public Abandoned abandon(ServiceRef ref, boolean force) {
        record Forgotten(ServiceRecord service, String runner) {}
        Forgotten forgotten = catalog.change(transaction -> {
            ServiceRecord service = transaction.service(ref).orElseThrow(() -> missing(ref));
            String helpless = reconciler.helpless(service)
                    .orElseThrow(() -> ProblemException.of(ProblemCode.CONFLICT, "runner '" + service.runner()
                            + "' works: delete service '" + ref.name()
                            + "' without --abandon, which stops its instances"));
            requireUnneeded(transaction, ref, force);
            if (helpless.equals(service.runner())) {
                transaction.finish(ref);
            } else {
                // What the service has now can be stopped, and is.
                transaction.put(service.withDeletion(false, scheduler.clock().instant()).withEarlierRunners(
                        service.earlierRunners().stream().filter(type -> !type.equals(helpless)).toList()));
            }
            return new Forgotten(service, helpless);
        });
        events.service(Severity.WARNING, ref, "Abandoned", "what runner '" + forgotten.runner()
                + "' has started of it (scale " + forgotten.service().scale() + ") may go on running"
                + (hasFiles(forgotten.service().spec()) ? ", without the files that were mounted for it" : ""));
        reconciler.nudge(ref);
        changes.tell(ref);
        return new Abandoned(forgotten.runner(), forgotten.service().scale());
    }

    /** They go with the service: nobody else would ever take a secret's files away. */
    private static boolean hasFiles(ServiceSpec spec) {
        return !spec.secretMounts().isEmpty() || !spec.configMounts().isEmpty() || !spec.mounts().isEmpty();
    }

    @Override
    public List<ServiceView> services(Optional<String> namespace) {
        namespace.ifPresent(this::requireNamespace);
        return inNamespace(namespace).map(this::view).toList();
    }

    @Override
    public ServiceView service(ServiceRef ref) {
        return view(record(ref));
    }

    private Stream<ServiceRecord> inNamespace(Optional<String> namespace) {
        return catalog.services().stream().filter(s -> namespace.map(s.ref().namespace()::equals).orElse(true));
    }

    private ServiceView view(ServiceRecord service) {
        return new ServiceView(service.ref(), service.runner(), service.spec().labels(), Shown.external(service.spec()),
                service.createdAt().at(), status(service));
    }

    /** The last status that was made, or, where a change has not been looked at yet, that one with the desire updated. */
    private ServiceStatus status(ServiceRecord service) {
        return Shown.upToDate(service, reconciler.status(service.ref()));
    }

    @Override
    public List<RouteView> routes(Optional<String> namespace) {
        namespace.ifPresent(this::requireNamespace);
        return reconciler.routes(inNamespace(namespace).toList());
    }

    @Override
    public Map<String, Map<Integer, Long>> unrouted() {
        return reconciler.unrouted();
    }

    @Override
    public Mapping document(ServiceRef ref) {
        return Shown.document(record(ref));
    }

    @Override
    public List<InstanceStatus> instances(Optional<String> namespace, boolean ended) {
        namespace.ifPresent(this::requireNamespace);
        return inNamespace(namespace).flatMap(service -> status(service).instances().stream())
                .filter(instance -> ended || instance.finishedAt().isEmpty()).toList();
    }

    @Override
    public InstanceStatus instance(String namespace, String name) {
        requireNamespace(namespace);
        return findInstance(namespace, name).orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND,
                "there is no instance '" + name + "' in namespace '" + namespace + "'"));
    }

    private Optional<InstanceStatus> findInstance(String namespace, String name) {
        return inNamespace(Optional.of(namespace)).flatMap(service -> status(service).instances().stream())
                .filter(instance -> instance.id().name().equals(name)).findFirst();
    }

    @Override
    public List<ProbeStatus> health(ServiceRef ref) {
        record(ref);
        return reconciler.probes(ref);
    }

    @Override
    public List<NamespaceView> namespaces() {
        return catalog.namespaces().stream().map(namespace -> new NamespaceView(namespace.name().text(),
                (int) inNamespace(Optional.of(namespace.name().text())).count(), namespace.createdAt().at())).toList();
    }

    @Override
    public boolean createNamespace(String name) {
        Label label = label(name);
        return catalog.change(transaction -> {
            boolean missing = transaction.namespace(name).isEmpty();
            if (missing) {
                transaction.put(new NamespaceRecord(label, new Moment(scheduler.clock().instant()), false));
            }
            return missing;
        });
    }

    private static Label label(String name) {
        try {
            return new Label(name);
        } catch (IllegalArgumentException bad) {
            throw new ProblemException(Problem.of(ProblemCode.INVALID, String.valueOf(bad.getMessage())), bad);
        }
    }

    @Override
    public void deleteNamespace(String name, boolean force) {
        if (name.equals(DEFAULT_NAMESPACE)) {
            throw ProblemException.of(ProblemCode.CONFLICT, "namespace 'default' is always there");
        }
        requireNamespace(name);
        List<ServiceRef> doomed = catalog.change(transaction -> {
            List<ServiceRecord> services = transaction.services().stream().filter(s -> s.ref().namespace().equals(name))
                    .toList();
            long kept = transaction.contents().stream().filter(c -> c.ref().namespace().equals(name)).count();
            if ((!services.isEmpty() || kept > 0) && !force) {
                throw ProblemException.of(ProblemCode.CONFLICT, "namespace '" + name + "' has " + services.size()
                        + " service(s) and " + kept + " secret(s) and configmap(s); delete them first, or say --force");
            }
            services.forEach(this::requireRunner);
            services.stream().filter(s -> !s.deleting())
                    .forEach(s -> transaction.put(s.withDeletion(false, scheduler.clock().instant())));
            if (services.isEmpty()) {
                transaction.deleteNamespace(name);
            } else {
                NamespaceRecord namespace = transaction.namespace(name).orElseThrow();
                transaction.put(new NamespaceRecord(namespace.name(), namespace.createdAt(), true));
            }
            return services.stream().map(ServiceRecord::ref).toList();
        });
        doomed.forEach(ref -> announce(ref, "DeleteRequested", "its namespace is deleted"));
    }

    @Override
    public CastResult.Outcome keepContent(ContentRef ref, Map<String, OpaqueBytes> data, boolean replace) {
        label(ref.name());
        ContentKeeper.Kept kept = contents.keep(ref, data, replace);
        if (kept.outcome() != CastResult.Outcome.UNCHANGED) {
            announce(ref, kept.outcome(), kept.services());
        }
        return kept.outcome();
    }

    private static Optional<ContentRef> contentRef(CastResult.CastObject object) {
        return switch (object.kind()) {
            case SECRET -> Optional.of(new ContentRef(ContentKind.SECRET, object.namespace(), object.name()));
            case CONFIGMAP -> Optional.of(new ContentRef(ContentKind.CONFIGMAP, object.namespace(), object.name()));
            case NAMESPACE, SERVICE -> Optional.empty();
        };
    }

    private void announce(ContentRef ref, CastResult.Outcome outcome, List<ServiceRef> users) {
        String what = outcome == CastResult.Outcome.CREATED ? "Created" : "Updated";
        events.add(Severity.NORMAL, ref.namespace(), ref.kind().word() + "/" + ref.name(), what,
                "version " + contents.view(ref).version());
        users.forEach(this::touch);
    }

    private void touch(ServiceRef service) {
        reconciler.nudge(service);
        changes.tell(service);
    }

    @Override
    public List<ContentView> contents(ContentKind kind, Optional<String> namespace) {
        namespace.ifPresent(this::requireNamespace);
        return contents.views(kind, namespace);
    }

    @Override
    public ContentView content(ContentRef ref) {
        return contents.view(ref);
    }

    @Override
    public Mapping document(ContentRef ref) {
        return contents.document(ref);
    }

    @Override
    public void deleteContent(ContentRef ref, boolean force) {
        List<ServiceRef> users = contents.users(ref);
        contents.delete(ref, force);
        events.add(Severity.NORMAL, ref.namespace(), ref.kind().word() + "/" + ref.name(), "Deleted", "");
        users.forEach(this::touch);
    }

    @Override
    public int rotateMasterKey() {
        return vault.rotate();
    }

    @Override
    public List<PluginStatus> plugins() {
        return plugins.statuses();
    }

    @Override
    public List<TypeView> types() {
        return Types.of(plugins, catalog.services());
    }

    @Override
    public List<Event> events(long sequence) {
        return events.after(sequence);
    }

    @Override
    public Subscription onEvent(Consumer<Event> listener) {
        return events.subscribe(listener);
    }

    @Override
    public Subscription onChange(Consumer<ServiceRef> listener) {
        return changes.subscribe(listener);
    }

    @Override
    public LogReader logs(String namespace, String name, LogSelection selection) {
        requireNamespace(namespace);
        Optional<ServiceRecord> service = catalog.service(new ServiceRef(namespace, name));
        if (service.isPresent()) {
            return new ServiceLogs(service.get().ref(), reconciler, changes, scheduler,
                    () -> catalog.service(service.get().ref()).isPresent(), selection);
        }
        InstanceId id = target(namespace, name).id();
        return reconciler.runner(id).logs(id, selection.query());
    }

    @Override
    public ExecSession exec(String namespace, String name, ExecRequest request) {
        requireNamespace(namespace);
        Optional<ServiceRecord> service = catalog.service(new ServiceRef(namespace, name));
        InstanceStatus instance = service.isPresent() ? oldestReady(service.get()) : target(namespace, name);
        if (instance.finishedAt().isPresent()) {
            throw ProblemException.of(ProblemCode.CONFLICT, "instance '" + instance.id().name() + "' has ended");
        }
        return reconciler.runner(instance.id()).exec(instance.id(), request);
    }

    private InstanceStatus target(String namespace, String name) {
        return findInstance(namespace, name).orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND,
                "there is no service or instance '" + name + "' in namespace '" + namespace + "'"));
    }

    private InstanceStatus oldestReady(ServiceRecord service) {
        return status(service).instances().stream().filter(InstanceStatus::ready)
                .min(Comparator.comparing(instance -> instance.startedAt().orElse(Instant.MAX)))
                .orElseThrow(() -> ProblemException.of(ProblemCode.CONFLICT, "service '" + service.ref().name()
                        + "' has no ready instance; name one of 'rune get instances' instead"));
    }

    private ServiceRecord record(ServiceRef ref) {
        return catalog.service(ref).orElseThrow(() -> missing(ref));
    }

    private ProblemException missing(ServiceRef ref) {
        requireNamespace(ref.namespace());
        return ProblemException.of(ProblemCode.NOT_FOUND,
                "there is no service '" + ref.name() + "' in namespace '" + ref.namespace() + "'");
    }

    private void requireNamespace(String name) {
        if (catalog.namespace(name).isEmpty()) {
            throw ProblemException.of(ProblemCode.NOT_FOUND, "there is no namespace '" + name + "'");
        }
    }

    @Override
    public boolean awaitFirstLook(Duration longest) {
        try {
            reconciler.firstLook().get(longest.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void stopAll() {
        try {
            reconciler.halt().get();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        reconciler.close();
        scheduler.close();
        plugins.close();
        catalog.close();
    }
}
