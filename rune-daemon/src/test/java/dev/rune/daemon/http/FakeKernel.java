package dev.rune.daemon.http;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.spec.ContentKind;
import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.exposure.Latencies;
import dev.rune.kernel.spi.exposure.RouteReport;
import dev.rune.kernel.spi.host.Abandoned;
import dev.rune.kernel.spi.host.CastDocument;
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
import dev.rune.kernel.status.Condition;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.Event;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.InstanceState;
import dev.rune.kernel.status.InstanceStatus;
import dev.rune.kernel.status.PluginStatus;
import dev.rune.kernel.status.ProbeAttempt;
import dev.rune.kernel.status.ProbeStatus;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.kernel.status.ServiceStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** A kernel that holds what a test puts into it and remembers what it was asked. */
final class FakeKernel implements Kernel {
    static final Instant THEN = Instant.parse("2026-01-02T03:04:05.678Z");

    /** What the services came from. */
    private static final Rollout.Operation CAST = new Rollout.Operation(4, "cast", Rollout.Mode.ROLLING,
            Rollout.State.COMPLETE, 0, 2, 0, Duration.ZERO, 2, THEN, THEN, Optional.of(THEN), "", Optional.empty());

    final ConcurrentSkipListMap<ServiceRef, ServiceView> services = new ConcurrentSkipListMap<>();
    final Map<String, Instant> namespaces = new TreeMap<>(Map.of("default", THEN));
    final List<Event> events = new CopyOnWriteArrayList<>();
    final List<Consumer<Event>> eventListeners = new CopyOnWriteArrayList<>();
    final List<Consumer<ServiceRef>> changeListeners = new CopyOnWriteArrayList<>();
    /** What was asked, in words. */
    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile BiFunction<String, LogSelection, LogReader> logs = (name, _) -> {
        throw missing("service or instance", name);
    };
    volatile BiFunction<String, ExecRequest, ExecSession> exec = (name, _) -> {
        throw missing("service or instance", name);
    };
    volatile Consumer<List<CastDocument>> onCast = _ -> {};

    /** A service with {@code ready} instances. */
    ServiceRef put(String name, int ready) {
        ServiceRef ref = new ServiceRef("default", name);
        services.put(ref, new ServiceView(ref, "process", Map.of("tier", name), "-", THEN, status(ref, ready, "")));
        changed(ref);
        return ref;
    }

    void message(ServiceRef ref, String message) {
        ServiceView view = services.get(ref);
        services.put(ref, new ServiceView(ref, view.type(), view.labels(), view.external(), view.createdAt(),
                status(ref, view.status().readyReplicas(), message)));
        changed(ref);
    }

    void remove(ServiceRef ref) {
        services.remove(ref);
        changed(ref);
    }

    void changed(ServiceRef ref) {
        changeListeners.forEach(listener -> listener.accept(ref));
    }

    void happened(String message) {
        Event event = new Event(events.size() + 1, THEN, Event.Severity.WARNING, "default", "service/api", "Crashed",
                message);
        events.add(event);
        eventListeners.forEach(listener -> listener.accept(event));
    }

    private static ServiceStatus status(ServiceRef ref, int ready, String message) {
        List<InstanceStatus> instances = new ArrayList<>();
        for (int slot = 0; slot < ready; slot++) {
            instances.add(
                    new InstanceStatus(new InstanceId(ref.namespace(), ref.name() + "-x" + slot), InstanceState.RUNNING,
                            true, slot, 1, true, OptionalLong.of(4000 + slot), Optional.empty(),
                            List.of(new Endpoint("http", 8080, "127.0.0.1", 40001, false)), "node", 2,
                            Optional.of(Exit.code(3)), "exit code 3", Optional.empty(), Optional.of(THEN),
                            Optional.empty(), false, ""));
        }
        return new ServiceStatus(ready, ready, ready, THEN, "cast", ServicePhase.RUNNING, "", message, 4, 4,
                new Rollout(Rollout.State.COMPLETE, CAST, ready, 0, "", List.of(CAST)),
                List.of(new Condition("Ready", true, "AllReady", "", THEN)), instances);
    }

    @Override
    public CastResult cast(List<CastDocument> documents, CastOptions options) {
        asked.add("cast " + documents.size() + " " + options);
        onCast.accept(documents);
        return new CastResult(documents.stream().map(document -> new CastResult.CastObject(document.kind(),
                options.namespace(), "api", CastResult.Outcome.UPDATED, 2, true,
                List.of(new CastResult.FieldChange("scale", "1", "2")), List.of("stops first"))).toList());
    }

    @Override
    public Generations scale(ServiceRef service, ScaleRequest request) {
        asked.add("scale " + service(service).ref() + " " + request.replicas()
                + (request.equals(ScaleRequest.immediate(request.replicas())) ? "" : " " + request));
        return new Generations(4, 5);
    }

    @Override
    public Generations cancelScale(ServiceRef service) {
        asked.add("cancel " + service(service).ref());
        return new Generations(4, 5);
    }

    @Override
    public Generations pauseRollout(ServiceRef service) {
        asked.add("pause " + service(service).ref());
        return new Generations(4, 5);
    }

    @Override
    public Generations resumeRollout(ServiceRef service) {
        asked.add("resume " + service(service).ref());
        return new Generations(4, 5);
    }

    @Override
    public Generations undoRollout(ServiceRef service, OptionalLong revision) {
        asked.add("undo " + service(service).ref() + " " + revision);
        return new Generations(4, 5);
    }

    @Override
    public List<RevisionView> revisions(ServiceRef service) {
        return List.of(new RevisionView(service(service).status().generation(), "abc", THEN, "cast",
                Optional.of(Rollout.State.COMPLETE), true));
    }

    @Override
    public List<DependencyView> dependencies(Optional<String> namespace) {
        return services(namespace).stream().map(view -> new DependencyView(view.ref(), "service", "default",
                "postgres", "healthy", false, true, false, "service 'postgres', which is not there yet")).toList();
    }

    @Override
    public Generations stop(ServiceRef service) {
        asked.add("stop " + service(service).ref());
        return new Generations(4, 4);
    }

    @Override
    public Generations restart(ServiceRef service, boolean rolling) {
        asked.add("restart " + service(service).ref() + " " + rolling);
        return new Generations(4, 5);
    }

    @Override
    public void delete(ServiceRef service, boolean force, boolean keepLogs) {
        asked.add("delete " + service(service).ref() + " " + force + " " + keepLogs);
    }

    @Override
    public Abandoned abandon(ServiceRef service, boolean force) {
        asked.add("abandon " + service(service).ref() + " " + force);
        return new Abandoned("lottery", 2);
    }

    @Override
    public List<ServiceView> services(Optional<String> namespace) {
        return services.values().stream()
                .filter(view -> namespace.isEmpty() || namespace.get().equals(view.ref().namespace()))
                .toList();
    }

    @Override
    public ServiceView service(ServiceRef service) {
        return Optional.ofNullable(services.get(service)).orElseThrow(() -> missing("service", service.toString()));
    }

    @Override
    public Mapping document(ServiceRef service) {
        Map<String, Scalar> fields = new LinkedHashMap<>();
        fields.put("name", Scalar.of(service(service).ref().name()));
        fields.put("scale", Scalar.of(3));
        return Mapping.of(fields);
    }

    @Override
    public List<InstanceStatus> instances(Optional<String> namespace, boolean ended) {
        return services(namespace).stream().flatMap(view -> view.status().instances().stream()).toList();
    }

    @Override
    public InstanceStatus instance(String namespace, String name) {
        return instances(Optional.of(namespace), true).stream().filter(instance -> instance.id().name().equals(name))
                .findFirst().orElseThrow(() -> missing("instance", name));
    }

    @Override
    public List<ProbeStatus> health(ServiceRef service) {
        return service(service).status().instances().stream().map(instance -> new ProbeStatus(instance.id(), "liveness",
                "http", true, 5, 0, List.of(new ProbeAttempt(THEN, "healthy", Duration.ofMillis(7), "200 OK"))))
                .toList();
    }

    final Map<ContentRef, Map<String, OpaqueBytes>> contents = new TreeMap<>();

    @Override
    public List<NamespaceView> namespaces() {
        return namespaces.entrySet().stream().map(entry -> new NamespaceView(entry.getKey(), 0, entry.getValue()))
                .toList();
    }

    @Override
    public boolean createNamespace(String name) {
        return namespaces.putIfAbsent(name, THEN) == null;
    }

    @Override
    public void deleteNamespace(String name, boolean force) {
        asked.add("delete namespace " + name + " " + force);
    }

    @Override
    public Map<String, Map<Integer, Long>> unrouted() {
        return Map.of("http", Map.of(404, 5L, 431, 1L));
    }

    @Override
    public List<RouteView> routes(Optional<String> namespace) {
        return services.keySet().stream().map(ref -> new RouteView(ref, "http", Optional.of("api.local"),
                Optional.of("/shop"), true, 80, 2, new RouteReport(ref, 12, Map.of(2, 10L, 5, 2L), 3, 1,
                        new Latencies(List.of(Duration.ofMillis(10), Duration.ofMillis(20)), List.of(10L, 2L, 0L),
                                Duration.ofMillis(130)),
                        Optional.empty()),
                "")).toList();
    }

    @Override
    public List<PluginStatus> plugins() {
        return List.of(new PluginStatus("process", "0.1.0", List.of("runner"), List.of("process"), true, "",
                List.of("com.sun.jna"), Path.of("/opt/rune/plugins/process")),
                new PluginStatus("broken", "-", List.of(), List.of(), false, "no plugin.properties", List.of(),
                        Path.of("/opt/rune/plugins/broken")));
    }

    @Override
    public List<TypeView> types() {
        return List.of(new TypeView("probe", "tcp", "tcp-probe", "0.1.0", true, "stable",
                "health: {readiness: {type: tcp}}, or liveness", "Opens a connection.", List.of(), List.of(),
                List.of(new ServiceRef("default", "web"))));
    }

    @Override
    public List<Event> events(long sequence) {
        return events.stream().filter(event -> event.sequence() > sequence).toList();
    }

    @Override
    public Subscription onEvent(Consumer<Event> listener) {
        eventListeners.add(listener);
        return () -> eventListeners.remove(listener);
    }

    @Override
    public Subscription onChange(Consumer<ServiceRef> listener) {
        changeListeners.add(listener);
        return () -> changeListeners.remove(listener);
    }

    @Override
    public LogReader logs(String namespace, String name, LogSelection selection) {
        return logs.apply(name, selection);
    }

    @Override
    public ExecSession exec(String namespace, String name, ExecRequest request) {
        return exec.apply(name, request);
    }

    @Override
    public boolean awaitFirstLook(Duration longest) {
        return true;
    }

    @Override
    public void stopAll() {
        asked.add("stopAll");
    }

    @Override
    public void close() {
        asked.add("close");
    }

    @Override
    public CastResult.Outcome keepContent(ContentRef ref, Map<String, OpaqueBytes> data, boolean replace) {
        if (contents.containsKey(ref) && !replace) {
            throw ProblemException.of(ProblemCode.CONFLICT, ref + " is there already");
        }
        return contents.put(ref, data) == null ? CastResult.Outcome.CREATED : CastResult.Outcome.UPDATED;
    }

    @Override
    public List<ContentView> contents(ContentKind kind, Optional<String> namespace) {
        return contents.keySet().stream().filter(ref -> ref.kind() == kind)
                .filter(ref -> namespace.map(ref.namespace()::equals).orElse(true)).map(this::content).toList();
    }

    @Override
    public ContentView content(ContentRef ref) {
        if (!contents.containsKey(ref)) {
            throw missing(ref.kind().word(), ref.name());
        }
        return new ContentView(ref, 1, List.copyOf(contents.get(ref).keySet()), THEN, THEN, List.of("api"));
    }

    @Override
    public Mapping document(ContentRef ref) {
        return Mapping.of(Map.of("name", Scalar.of(content(ref).ref().name())));
    }

    @Override
    public void deleteContent(ContentRef ref, boolean force) {
        contents.remove(content(ref).ref());
    }

    @Override
    public int rotateMasterKey() {
        return contents.size();
    }

    static ProblemException missing(String what, String name) {
        return ProblemException.of(ProblemCode.NOT_FOUND, "there is no " + what + " '" + name + "'");
    }

    /** What is left out of an instance that never ran. */
    static InstanceStatus waiting(String name) {
        return new InstanceStatus(new InstanceId("default", name), InstanceState.PENDING, false, 0, 1, true,
                OptionalLong.empty(), Optional.empty(), List.of(), "node", 0, Optional.empty(), "", Optional.of(THEN),
                Optional.empty(), Optional.empty(), false, "waits for postgres");
    }
}
