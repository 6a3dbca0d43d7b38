package dev.rune.kernel.facade;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.record.OperationRecord;
import dev.rune.kernel.record.RevisionRecord;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.spi.host.RevisionView;
import dev.rune.kernel.status.Rollout;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The earlier specs of a service. Pure. */
final class Revisions {
    private Revisions() {}

    /**
     * The spec that an undo brings back.
     *
     * @param known  oldest first
     * @param number which one; empty for the last of another template that did not fail
     */
    static RevisionRecord toUndo(ServiceRecord service, List<RevisionRecord> known, OptionalLong number) {
        String name = service.ref().name();
        if (number.isPresent()) {
            return known.stream().filter(revision -> revision.number() == number.getAsLong()).findFirst()
                    .orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND, "service '" + name
                            + "' has no revision " + number.getAsLong() + "; it has "
                            + known.stream().map(revision -> Long.toString(revision.number())).toList()));
        }
        return known.reversed().stream()
                .filter(revision -> !revision.template().equals(service.template()) && !failed(service, revision))
                .findFirst().orElseThrow(() -> ProblemException.of(ProblemCode.CONFLICT, "service '" + name
                        + "' has no earlier version to go back to; see 'rune rollout history " + name + "'"));
    }

    static List<RevisionView> shown(ServiceRecord service, List<RevisionRecord> known) {
        return known.reversed().stream()
                .map(revision -> new RevisionView(revision.number(), revision.template(), revision.at().at(),
                        revision.reason(), state(service, revision),
                        revision.number() == service.revision().number()))
                .toList();
    }

    private static boolean failed(ServiceRecord service, RevisionRecord revision) {
        return state(service, revision).filter(state -> state == Rollout.State.ROLLED_BACK).isPresent();
    }

    private static Optional<Rollout.State> state(ServiceRecord service, RevisionRecord revision) {
        return service.operations().ongoing().filter(it -> it.generation() == revision.number()).findFirst()
                .or(() -> service.operations().ended(revision.number())).map(OperationRecord::state);
    }
}
