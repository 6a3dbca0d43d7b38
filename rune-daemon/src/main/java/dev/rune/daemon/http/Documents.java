package dev.rune.daemon.http;

import dev.rune.daemon.castfile.JsonNodes;
import dev.rune.kernel.section.Finding;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.spi.exposure.RouteReport;
import dev.rune.kernel.spi.host.CastResult;
import dev.rune.kernel.spi.host.DependencyView;
import dev.rune.kernel.spi.host.Generations;
import dev.rune.kernel.spi.host.NamespaceView;
import dev.rune.kernel.spi.host.RevisionView;
import dev.rune.kernel.spi.host.RouteView;
import dev.rune.kernel.spi.host.ServiceView;
import dev.rune.kernel.status.Condition;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.Event;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceState;
import dev.rune.kernel.status.InstanceStatus;
import dev.rune.kernel.status.PluginStatus;
import dev.rune.kernel.status.ProbeAttempt;
import dev.rune.kernel.status.ProbeStatus;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.kernel.status.ServiceStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;

/** What the API answers with, as far as it is made from the kernel's values. */
final class Documents {
    static final Shape<Endpoint> PORT = Shape
            .<Endpoint>named("Port", "Where an instance can be reached from this host.")
            .text("name", Endpoint::name)
            .whole("port", Endpoint::servicePort)
            .whole("targetPort", Endpoint::port)
            .text("host", Endpoint::host)
            .text("protocol", new Schema.Word(List.of("tcp", "udp")), endpoint -> endpoint.udp() ? "udp" : "tcp");

    static final Shape<InstanceStatus> INSTANCE = Shape.<InstanceStatus>named("Instance",
            "One instance of a service, or a slot that waits for its next one.")
            .text("id", instance -> instance.id().name())
            .text("service", instance -> instance.id().service().name())
            .text("namespace", instance -> instance.id().namespace())
            .text("state", words(InstanceState.values(), InstanceState::word), instance -> instance.state().word())
            .flag("ready", InstanceStatus::ready)
            .whole("slot", InstanceStatus::slot)
            .whole("generation", InstanceStatus::generation)
            .flag("current", InstanceStatus::current)
            .maybeWhole("pid", InstanceStatus::pid)
            .maybeText("containerId", InstanceStatus::containerId)
            .list("ports", PORT, InstanceStatus::endpoints)
            .text("node", InstanceStatus::node)
            .whole("restartCount", InstanceStatus::restartCount)
            .maybeInt("exitCode", instance -> instance.exit().map(Exit::code).orElse(OptionalInt.empty()))
            .maybeInt("signal", instance -> instance.exit().map(Exit::signal).orElse(OptionalInt.empty()))
            .rareFlag("outOfMemory", instance -> instance.exit().map(Exit::outOfMemory).orElse(false))
            .maybeText("lastFailure", instance -> present(instance.lastFailure()))
            .maybeTime("nextAttemptAt", InstanceStatus::nextAttemptAt)
            .maybeTime("startedAt", InstanceStatus::startedAt)
            .maybeTime("finishedAt", InstanceStatus::finishedAt)
            .rareFlag("stale", InstanceStatus::stale)
            .maybeText("message", instance -> present(instance.message()));

    static final Shape<Rollout.Operation> OPERATION = operation(Shape.<Rollout.Operation>named("Operation",
            "One scale, stop, restart or cast and how it went."), it -> it)
            .text("state", words(Rollout.State.values(), Rollout.State::word), operation -> operation.state().word())
            .maybeTime("endedAt", Rollout.Operation::endedAt)
            .text("message", Rollout.Operation::message)
            .maybeText("culprit", Rollout.Operation::culprit);

    /** A rollout in a list. */
    static final Shape<Rollout> SHORT_ROLLOUT = rollout(
            Shape.named("RolloutSummary", "The way to the latest generation, without what was before."));

    static final Shape<Rollout> ROLLOUT = rollout(
            Shape.<Rollout>named("Rollout", "The way to the latest generation."))
            .list("history", OPERATION, Rollout::history);

    static final Shape<Condition> CONDITION = Shape.<Condition>named("Condition",
            "One thing that is or is not the case with a service.")
            .text("type", Condition::type)
            .flag("holds", Condition::holds)
            .text("reason", Condition::reason)
            .text("message", Condition::message)
            .time("since", Condition::since);

    /** A service's status in a list: what is cheap to send for many. */
    static final Shape<ServiceStatus> SHORT_STATUS = status(Shape.<ServiceStatus>named("ServiceStatusSummary",
            "What is the case with a service, without its conditions and instances."))
            .object("rollout", SHORT_ROLLOUT, ServiceStatus::rollout);

    static final Shape<ServiceStatus> STATUS = status(Shape.<ServiceStatus>named("ServiceStatus",
            "What is the case with a service."))
            .object("rollout", ROLLOUT, ServiceStatus::rollout)
            .list("conditions", CONDITION, ServiceStatus::conditions)
            .list("instances", INSTANCE, ServiceStatus::instances);

    static final Shape<ServiceView> SERVICE_SUMMARY = Shape.<ServiceView>named("ServiceSummary", "A service in a list.")
            .text("namespace", view -> view.ref().namespace())
            .text("name", view -> view.ref().name())
            .text("type", ServiceView::type)
            .textsByName("labels", ServiceView::labels)
            .text("external", ServiceView::external)
            .time("createdAt", ServiceView::createdAt)
            .object("status", SHORT_STATUS, ServiceView::status);

    static final Shape<ServiceDocument> SERVICE = Shape.<ServiceDocument>named("Service",
            "A service as a castfile document, followed by its status; a cast of it ignores the status.")
            .field("service", Schemas.ANYTHING, (out, document) -> JsonNodes.write(document.service(), out))
            .object("status", STATUS, ServiceDocument::status);

    static final Shape<NamespaceView> NAMESPACE = Shape.<NamespaceView>named("Namespace", "A namespace.")
            .text("name", NamespaceView::name)
            .whole("services", NamespaceView::services)
            .time("createdAt", NamespaceView::createdAt);

    static final Shape<CastResult.FieldChange> CHANGE = Shape.<CastResult.FieldChange>named("FieldChange",
            "One field that is different; an empty text stands for none.")
            .text("path", CastResult.FieldChange::path)
            .text("before", CastResult.FieldChange::before)
            .text("after", CastResult.FieldChange::after);

    static final Shape<CastResult.CastObject> CAST_OBJECT = Shape.<CastResult.CastObject>named("CastObject",
            "What became of one object of a cast.")
            .text("kind", object -> object.kind().word())
            .text("namespace", CastResult.CastObject::namespace)
            .text("name", CastResult.CastObject::name)
            .text("outcome", words(CastResult.Outcome.values(), CastResult.Outcome::word),
                    object -> object.outcome().word())
            .whole("generation", CastResult.CastObject::generation)
            .flag("replaces", CastResult.CastObject::replaces)
            .list("changes", CHANGE, CastResult.CastObject::changes)
            .texts("notes", CastResult.CastObject::notes);

    static final Shape<CastResult> CAST = Shape.<CastResult>named("CastResult",
            "What a cast did, or, dry, would do, in the order of apply.")
            .list("objects", CAST_OBJECT, CastResult::objects);

    static final Shape<Generations> GENERATIONS = Shape
            .<Generations>named("Accepted", "What a request did to a service.")
            .whole("generation", Generations::after)
            .flag("changed", Generations::changed);

    static final Shape<RevisionView> REVISION = Shape
            .<RevisionView>named("Revision", "A spec of a service that it can go back to.")
            .whole("revision", RevisionView::number)
            .text("template", RevisionView::template)
            .time("at", RevisionView::at)
            .text("reason", RevisionView::reason)
            .maybeText("state", revision -> revision.state().map(Rollout.State::word))
            .flag("current", RevisionView::current);

    static final Shape<DependencyView> DEPENDENCY = Shape
            .<DependencyView>named("Dependency", "That one service depends on something, and whether that is there.")
            .text("service", dependency -> dependency.service().name())
            .text("serviceNamespace", dependency -> dependency.service().namespace())
            .text("kind", DependencyView::kind)
            .text("namespace", DependencyView::namespace)
            .text("name", DependencyView::name)
            .text("readyWhen", DependencyView::readyWhen)
            .flag("optional", DependencyView::optional)
            .flag("restartWith", DependencyView::restartWith)
            .flag("met", DependencyView::met)
            .text("message", DependencyView::message);

    static final Shape<RouteView> ROUTE = Shape.<RouteView>named("Route", "A way from outside to a service.")
            .text("namespace", route -> route.service().namespace())
            .text("service", route -> route.service().name())
            .text("type", RouteView::type)
            .maybeText("host", RouteView::host)
            .maybeText("path", RouteView::path)
            .flag("stripPath", RouteView::stripPath)
            .whole("port", RouteView::port)
            .whole("ready", RouteView::ready)
            .whole("inFlight", route -> route.report().inFlight())
            .whole("requests", route -> route.report().requests())
            .field("answers", new Schema.MapOf(Schemas.WHOLE), (out, route) -> answers(out, route.report()))
            .whole("errors", route -> route.report().upstreamErrors())
            .maybeWhole("p50Micros", route -> micros(route.report(), 0.5))
            .maybeWhole("p99Micros", route -> micros(route.report(), 0.99))
            .text("message", RouteView::message);

    static final Shape<ProbeAttempt> ATTEMPT = Shape.<ProbeAttempt>named("ProbeAttempt", "One attempt of a probe.")
            .time("at", ProbeAttempt::at)
            .text("verdict", ProbeAttempt::verdict)
            .whole("latencyMillis", attempt -> attempt.latency().toMillis())
            .text("message", ProbeAttempt::message);

    static final Shape<ProbeStatus> PROBE = Shape.<ProbeStatus>named("Probe", "A probe of one instance.")
            .text("instance", probe -> probe.instance().name())
            .text("role", ProbeStatus::role)
            .text("type", ProbeStatus::type)
            .flag("passing", ProbeStatus::passing)
            .whole("successes", ProbeStatus::successes)
            .whole("failures", ProbeStatus::failures)
            .list("attempts", ATTEMPT, ProbeStatus::attempts);

    static final Shape<Event> EVENT = Shape.<Event>named("Event", "Something that happened.")
            .whole("sequence", Event::sequence)
            .time("at", Event::at)
            .text("severity", words(Event.Severity.values(), Documents::capitalized),
                    event -> capitalized(event.severity()))
            .text("namespace", Event::namespace)
            .text("object", Event::object)
            .text("reason", Event::reason)
            .text("message", Event::message);

    static final Shape<PluginStatus> PLUGIN = Shape
            .<PluginStatus>named("Plugin", "A plugin directory and what became of it.")
            .text("id", PluginStatus::id)
            .text("version", PluginStatus::version)
            .texts("kinds", PluginStatus::kinds)
            .texts("types", PluginStatus::types)
            .text("status", new Schema.Word(List.of("Running", "Failed")),
                    plugin -> plugin.running() ? "Running" : "Failed")
            .text("message", PluginStatus::message)
            .texts("nativeAccess", PluginStatus::nativeAccess)
            .text("directory", plugin -> plugin.directory().toString());

    static final Shape<LocatedFinding> FINDING = Shape.<LocatedFinding>named("Finding",
            "One fault of an input text, at the place where it stands.")
            .text("source", located -> located.finding().position().source())
            .whole("line", located -> located.finding().position().line())
            .whole("column", located -> located.finding().position().column())
            .text("path", located -> located.finding().path())
            .text("message", located -> located.finding().message())
            .maybeText("nearest", located -> located.finding().nearest())
            .maybeText("excerpt", LocatedFinding::excerpt);

    /**
     * A service with what is to be written of it.
     *
     * @param service what stands under {@code service:} in a castfile
     * @param status  what is the case
     */
    record ServiceDocument(Node service, ServiceStatus status) {}

    /**
     * A finding with the line it is about.
     *
     * @param finding what is wrong
     * @param excerpt the line, where the text is at hand
     */
    record LocatedFinding(Finding finding, Optional<String> excerpt) {}

    private Documents() {}

    private static void answers(JsonGenerator out, RouteReport report) {
        out.writeStartObject();
        report.byStatusClass().entrySet().stream().sorted(Map.Entry.comparingByKey())
                .forEach(entry -> out.writeNumberProperty(entry.getKey() + "xx", entry.getValue()));
        out.writeEndObject();
    }

    private static OptionalLong micros(RouteReport report, double part) {
        return report.latencies().quantile(part).map(time -> OptionalLong.of(time.toNanos() / 1000))
                .orElse(OptionalLong.empty());
    }

    private static Shape<ServiceStatus> status(Shape<ServiceStatus> shape) {
        return shape.whole("desiredReplicas", ServiceStatus::desiredReplicas)
                .whole("readyReplicas", ServiceStatus::readyReplicas)
                .whole("currentReplicas", ServiceStatus::currentReplicas)
                .time("lastScaleAt", ServiceStatus::lastScaleAt)
                .text("lastScaleReason", ServiceStatus::lastScaleReason)
                .text("phase", words(ServicePhase.values(), ServicePhase::word), status -> status.phase().word())
                .text("reason", ServiceStatus::reason)
                .text("message", ServiceStatus::message)
                .whole("generation", ServiceStatus::generation)
                .whole("observedGeneration", ServiceStatus::observedGeneration);
    }

    private static Shape<Rollout> rollout(Shape<Rollout> shape) {
        return operation(shape, Rollout::operation)
                .text("state", words(Rollout.State.values(), Rollout.State::word), it -> it.state().word())
                .whole("updated", Rollout::updated)
                .whole("outdated", Rollout::outdated)
                .text("message", Rollout::message)
                .maybeText("culprit", it -> it.operation().culprit());
    }

    /** What {@code owner} has of an operation, whatever came of it. */
    private static <T> Shape<T> operation(Shape<T> shape, Function<T, Rollout.Operation> of) {
        return shape.whole("generation", it -> of.apply(it).generation())
                .text("mode", words(Rollout.Mode.values(), Rollout.Mode::word), it -> of.apply(it).mode().word())
                .whole("step", it -> of.apply(it).step())
                .text("interval", it -> Times.text(of.apply(it).interval()))
                .whole("from", it -> of.apply(it).from())
                .whole("to", it -> of.apply(it).to())
                .whole("current", it -> of.apply(it).current())
                .whole("currentStep", it -> of.apply(it).currentStep())
                .whole("steps", it -> of.apply(it).steps())
                .time("startedAt", it -> of.apply(it).startedAt())
                .time("steppedAt", it -> of.apply(it).steppedAt())
                .text("reason", it -> of.apply(it).reason());
    }

    private static <E> Schema words(E[] values, Function<E, String> word) {
        return new Schema.Word(Arrays.stream(values).map(word).toList());
    }

    private static String capitalized(Enum<?> value) {
        return value.name().charAt(0) + value.name().substring(1).toLowerCase(Locale.ROOT);
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
