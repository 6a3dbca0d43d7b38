package dev.rune.kernel.reconcile;

import dev.rune.kernel.content.Reference;
import dev.rune.kernel.content.References;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spec.Dependency;
import dev.rune.kernel.spec.Label;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.host.DependencyView;
import dev.rune.kernel.status.InstanceStatus;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.kernel.status.ServiceStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Whether what a service depends on is in the state it asks for. Pure. */
public final class DependencyGate {
    /**
     * What is waited for.
     *
     * @param waiting a sentence for each dependency that is not met; empty where instances may be started
     * @param late    whether one of them has been waited for longer than its timeout
     * @param wakeAt  when the next timeout passes
     */
    record Verdict(List<String> waiting, boolean late, Optional<Instant> wakeAt) {
        boolean open() {
            return waiting.isEmpty();
        }

        String message() {
            return String.join("; ", waiting);
        }
    }

    private DependencyGate() {}

    static Verdict check(ServiceRecord service, Function<ServiceRef, Optional<ServiceStatus>> statuses,
            Predicate<ContentRef> there, Optional<Instant> waitingSince, Instant now) {
        List<String> waiting = new ArrayList<>();
        boolean late = false;
        Optional<Instant> wakeAt = Optional.empty();
        for (Dependency dependency : service.spec().dependencies()) {
            Optional<String> reason = dependency.optional()
                    ? Optional.empty()
                    : unmet(dependency, service.ref().namespace(), statuses, there);
            if (reason.isPresent()) {
                waiting.add("waiting for " + reason.get());
                Optional<Instant> end = dependency.timeout().map(t -> waitingSince.orElse(now).plus(t));
                late |= end.isPresent() && !end.get().isAfter(now);
                if (end.isPresent() && end.get().isAfter(now) && wakeAt.map(end.get()::isBefore).orElse(true)) {
                    wakeAt = end;
                }
            }
        }
        References.of(service.spec(), service.ref().namespace()).stream()
                .filter(reference -> reference.use() != Reference.Use.PRESENCE).map(Reference::ref).distinct()
                .filter(content -> !there.test(content)).map(content -> "waiting for " + missing(content))
                .filter(sentence -> !waiting.contains(sentence)).forEach(waiting::add);
        return new Verdict(waiting, late, wakeAt);
    }

    /** What {@code service} depends on, and whether that is in the state it asks for. */
    public static List<DependencyView> shown(ServiceRecord service,
            Function<ServiceRef, Optional<ServiceStatus>> statuses, Predicate<ContentRef> there) {
        return service.spec().dependencies().stream().map(dependency -> {
            String own = service.ref().namespace();
            Optional<String> unmet = unmet(dependency, own, statuses, there);
            Optional<ServiceRef> other = dependency.serviceRef(own);
            String kind = other.isPresent() ? "service" : dependency.secret().isPresent() ? "secret" : "configmap";
            return new DependencyView(service.ref(), kind,
                    other.map(ServiceRef::namespace).orElse(dependency.namespace().map(Label::text).orElse(own)),
                    other.map(ServiceRef::name).or(() -> dependency.secret().or(dependency::configmap).map(Label::text))
                            .orElseThrow(),
                    dependency.readyWhen().name().toLowerCase(Locale.ROOT), dependency.optional(),
                    dependency.restartWith(), unmet.isEmpty(), unmet.orElse(""));
        }).toList();
    }

    private static String missing(ContentRef content) {
        return content + ", which is not there";
    }

    private static Optional<String> unmet(Dependency dependency, String namespace,
            Function<ServiceRef, Optional<ServiceStatus>> statuses, Predicate<ContentRef> there) {
        Optional<ServiceRef> ref = dependency.serviceRef(namespace);
        if (ref.isEmpty()) {
            return References.ref(dependency, namespace).filter(content -> !there.test(content))
                    .map(DependencyGate::missing);
        }
        String name = ref.get().namespace().equals(namespace) ? ref.get().name() : ref.get().toString();
        Optional<ServiceStatus> status = statuses.apply(ref.get());
        if (status.isEmpty()) {
            return Optional.of("service '" + name + "', which is not there yet");
        }
        boolean met = switch (dependency.readyWhen()) {
            case HEALTHY -> status.get().phase() == ServicePhase.RUNNING && status.get().readyReplicas() > 0;
            case RUNNING -> status.get().instances().stream().anyMatch(DependencyGate::running);
            case STARTED -> status.get().instances().stream().anyMatch(instance -> instance.startedAt().isPresent());
        };
        return met
                ? Optional.empty()
                : Optional.of("service '" + name + "' to be " + dependency.readyWhen().name().toLowerCase(Locale.ROOT)
                        + "; it is " + status.get().phase().word() + " with " + status.get().readyReplicas() + " of "
                        + status.get().desiredReplicas() + " ready");
    }

    private static boolean running(InstanceStatus instance) {
        return instance.startedAt().isPresent() && instance.finishedAt().isEmpty();
    }
}
