package dev.rune.kernel.facade;

import dev.rune.kernel.reconcile.RolloutMaker;
import dev.rune.kernel.reconcile.Routes;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.spec.ServiceSpec;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.kernel.status.ServiceStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Services as people see them. Pure. */
final class Shown {
    private Shown() {}

    /** A host, a host with a path, {@code :port}, or {@code -}. */
    static String external(ServiceSpec spec) {
        return Routes.claim(spec).orElse("-");
    }

    /** The castfile document: names first, then what it runs, then the rest. */
    static Mapping document(ServiceRecord service) {
        Mapping printed = Admission.SERVICE.print(service.spec());
        Map<String, Node> document = new LinkedHashMap<>();
        List.of("name", "namespace", "labels")
                .forEach(key -> printed.get(key).ifPresent(value -> document.put(key, value)));
        service.spec().workload().entries().forEach(entry -> document.put(entry.key(), entry.value()));
        document.put("scale", Scalar.of(service.scale()));
        printed.entries().forEach(entry -> document.putIfAbsent(entry.key(), entry.value()));
        return Mapping.of(document);
    }

    /** The status of the last look, with what was desired since. */
    static ServiceStatus upToDate(ServiceRecord service, Optional<ServiceStatus> last) {
        ServiceStatus status = last
                .orElseGet(() -> new ServiceStatus(service.scale(), 0, 0, service.lastScaling().at().at(),
                        service.lastScaling().reason(), ServicePhase.PENDING, "Starting", "", service.generation(), 0,
                        rollout(service, 0, 0),
                        List.of(), List.of()));
        if (status.generation() == service.generation()) {
            return status;
        }
        return new ServiceStatus(service.deleting() ? 0 : service.scale(), status.readyReplicas(),
                status.currentReplicas(),
                service.lastScaling().at().at(), service.lastScaling().reason(),
                service.deleting() ? ServicePhase.DELETING : status.phase(), status.reason(), status.message(),
                service.generation(), status.observedGeneration(),
                rollout(service, status.rollout().updated(), status.rollout().outdated()), status.conditions(),
                status.instances());
    }

    private static Rollout rollout(ServiceRecord service, int updated, int outdated) {
        return new Rollout(Rollout.State.PROGRESSING, RolloutMaker.operation(service), updated, outdated, "",
                RolloutMaker.history(service));
    }
}
