package dev.rune.kernel.spi.host;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.spec.ContentKind;
import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.status.Event;
import dev.rune.kernel.status.InstanceStatus;
import dev.rune.kernel.status.PluginStatus;
import dev.rune.kernel.status.ProbeStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Everything that can be asked of a running kernel. Safe for use by many threads. Every method that names something
 * throws a {@link dev.rune.kernel.problem.ProblemException} with
 * {@link dev.rune.kernel.problem.ProblemCode#NOT_FOUND} when it is not there. A change is durable before the method
 * returns; that it is carried out is seen in the status. Status: stable since 0.1.
 */
public interface Kernel extends AutoCloseable {
    /**
     * Accepts all documents or none.
     *
     * @throws dev.rune.kernel.problem.ProblemException {@link dev.rune.kernel.problem.ProblemCode#INVALID} with every
     *         fault of every document; {@link dev.rune.kernel.problem.ProblemCode#NOT_FOUND} for a missing namespace
     */
    CastResult cast(List<CastDocument> documents, CastOptions options);

    /** {@link #scale(ServiceRef, ScaleRequest)} at once, and back on failure. */
    default Generations scale(ServiceRef service, int replicas) {
        return scale(service, ScaleRequest.immediate(replicas));
    }

    /**
     * Sets how many instances are wanted; 0 stops the service and keeps its spec. A scale to the same number that goes on
     * already is joined: the answer is its generation.
     */
    Generations scale(ServiceRef service, ScaleRequest request);

    /** Ends a scale that goes on: the service keeps the number it has come to. Nothing where none goes on. */
    Generations cancelScale(ServiceRef service);

    /**
     * Lets what goes on rest: no further step is opened, no further instance is replaced.
     *
     * @throws dev.rune.kernel.problem.ProblemException {@link dev.rune.kernel.problem.ProblemCode#CONFLICT} where nothing
     *         goes on
     */
    Generations pauseRollout(ServiceRef service);

    /**
     * Lets what rests go on.
     *
     * @throws dev.rune.kernel.problem.ProblemException {@link dev.rune.kernel.problem.ProblemCode#CONFLICT} where nothing
     *         rests
     */
    Generations resumeRollout(ServiceRef service);

    /**
     * Brings an earlier spec back.
     *
     * @param revision which one; empty for the last one before the latest that was of another template and did not fail
     * @throws dev.rune.kernel.problem.ProblemException {@link dev.rune.kernel.problem.ProblemCode#NOT_FOUND} where it is
     *         not known (any more)
     */
    Generations undoRollout(ServiceRef service, OptionalLong revision);

    /** The specs of a service that are still known, newest first. */
    List<RevisionView> revisions(ServiceRef service);

    /** What services of {@code namespace}, or of all, depend on, in order of service. */
    List<DependencyView> dependencies(Optional<String> namespace);

    /** Stops the service and keeps its spec; nothing for one that is stopped. */
    Generations stop(ServiceRef service);

    /**
     * Restarts the service: all instances stop before the first starts again, or, {@code rolling}, they are replaced
     * without a gap. A stopped service starts at its last scale.
     */
    Generations restart(ServiceRef service, boolean rolling);

    /**
     * Begins to delete the service.
     *
     * @param force    also when other services depend on it
     * @param keepLogs leave the logs of its instances where they are
     * @throws dev.rune.kernel.problem.ProblemException {@link dev.rune.kernel.problem.ProblemCode#CONFLICT} where its
     *         runner is not there, so that nobody could stop what runs of it
     */
    void delete(ServiceRef service, boolean force, boolean keepLogs);

    /**
     * Forgets a service whose runner is not there, at once: what runs of it goes on, and nobody knows of it any more.
     *
     * @param force also when other services depend on it
     * @throws dev.rune.kernel.problem.ProblemException {@link dev.rune.kernel.problem.ProblemCode#CONFLICT} where its
     *         runner works
     */
    Abandoned abandon(ServiceRef service, boolean force);

    /** Every service of {@code namespace}, or of all, in order of namespace and name. */
    List<ServiceView> services(Optional<String> namespace);

    /** One service. */
    ServiceView service(ServiceRef service);

    /** The castfile document of one service, without status: casting it again changes nothing. */
    Mapping document(ServiceRef service);

    /** The living and waiting instances of {@code namespace}, or of all; with {@code ended}, the ended too. */
    List<InstanceStatus> instances(Optional<String> namespace, boolean ended);

    /** One instance. */
    InstanceStatus instance(String namespace, String name);

    /** What the probes of a service's instances found. */
    List<ProbeStatus> health(ServiceRef service);

    /** The namespaces in order of name. */
    List<NamespaceView> namespaces();

    /** Makes a namespace; {@code false} where it was there already. */
    boolean createNamespace(String name);

    /** Deletes a namespace: one with services only with {@code force}, and then with them. */
    void deleteNamespace(String name, boolean force);

    /**
     * Keeps a secret or configmap.
     *
     * @param data    its values by key; all that it has afterwards
     * @param replace also where there is one already
     * @return what became of it
     * @throws dev.rune.kernel.problem.ProblemException {@link dev.rune.kernel.problem.ProblemCode#CONFLICT} when it is
     *         there and must not be replaced; {@link dev.rune.kernel.problem.ProblemCode#INVALID} when it is too large
     */
    CastResult.Outcome keepContent(ContentRef ref, Map<String, OpaqueBytes> data, boolean replace);

    /** The secrets or configmaps of {@code namespace}, or of all, in order of namespace and name; without values. */
    List<ContentView> contents(ContentKind kind, Optional<String> namespace);

    /** One secret or configmap, without its values. */
    ContentView content(ContentRef ref);

    /** The castfile document of one configmap; of a secret, without its values. */
    Mapping document(ContentRef ref);

    /** Deletes a secret or configmap: one that services refer to only with {@code force}. */
    void deleteContent(ContentRef ref, boolean force);

    /**
     * Makes a new master key and wraps the data key of every secret by it.
     *
     * @return how many secrets there are
     */
    int rotateMasterKey();

    /** The ways from outside to the exposed services of {@code namespace}, or of all, in order of namespace and name. */
    List<RouteView> routes(Optional<String> namespace);

    /**
     * How many requests from outside were answered that count for no route, because they named what nobody has claimed or
     * were not understood: by the type of exposure and the status of their answers, since the kernel is there.
     */
    Map<String, Map<Integer, Long>> unrouted();

    /** Every plugin directory and what became of it. */
    List<PluginStatus> plugins();

    /** Every type word that castfiles may use now, with who uses it, in the order of kind and word. */
    List<TypeView> types();

    /** The events after {@code sequence} that are still kept, oldest first. */
    List<Event> events(long sequence);

    /**
     * Calls {@code listener} with each further event, in order, on a thread of the kernel's: it must return at once.
     *
     * @return closes the subscription
     */
    Subscription onEvent(Consumer<Event> listener);

    /**
     * Calls {@code listener} with the name of each service whose spec or status has changed or that is gone, on a
     * thread of the kernel's: it must return at once. Changes that follow closely may come as one.
     *
     * @return closes the subscription
     */
    Subscription onChange(Consumer<ServiceRef> listener);

    /**
     * What a service's instances, or one instance, wrote, merged by time. Following a service goes on over
     * replacements and ends when the service is deleted.
     *
     * @param namespace where
     * @param name      a service's or an instance's name
     */
    LogReader logs(String namespace, String name, LogSelection selection);

    /**
     * Runs a command beside an instance, or beside the oldest ready instance of a service.
     *
     * @param namespace where
     * @param name      a service's or an instance's name
     */
    ExecSession exec(String namespace, String name, ExecRequest request);

    /**
     * Waits until every service that was there at the start was looked at once: before that, what is shown of them is
     * what was desired, and none of their instances.
     *
     * @return {@code false} where it takes longer, for example because a runner does not answer
     */
    boolean awaitFirstLook(Duration longest);

    /**
     * Stops every instance of every service, in the order of dependencies, and returns when none lives; what is desired
     * stays as it is and takes effect again at the next start. Only {@link #close()} makes sense afterwards.
     */
    void stopAll();

    /** Ends the kernel. Instances live on. */
    @Override
    void close();
}
