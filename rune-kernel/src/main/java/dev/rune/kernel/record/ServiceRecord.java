package dev.rune.kernel.record;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spec.ServiceSpec;
import dev.rune.kernel.spec.UpdateStrategy;
import dev.rune.kernel.status.Rollout;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is desired of one service: the latest accepted spec, the marks that casts, scales, stops and restarts leave, and
 * how far the ways to it have come. Immutable; a change is a new record, made durable before anybody acts on it.
 *
 * @param uid            tells this service from an earlier one of the same name
 * @param revision       the latest accepted spec
 * @param scale          instances wanted
 * @param lastScale      the last scale above 0, to which a stopped service returns
 * @param generation     grows by one with every accepted change
 * @param createdAt      when it was first cast
 * @param change         what made the latest generation, and when
 * @param lastScaling    what last changed the scale, and when
 * @param marks          which instances and failures are of an earlier time
 * @param provenTemplate the template of which an instance was ready at least once
 * @param healthy        the last revision that arrived with all its instances; 0 for none
 * @param arrivedAs      what its instances were when an update last arrived; empty before the first
 * @param operations     what is going on
 * @param deleting       it is to go
 * @param keepLogs       the logs of its instances stay when it goes
 * @param earlierRunners the type words of runners it had before and of which instances may be left
 */
public record ServiceRecord(String uid, RevisionRecord revision, int scale, int lastScale, long generation,
        Moment createdAt, Cause change, Cause lastScaling, Marks marks, Optional<String> provenTemplate,
        @Default("0") long healthy, @Default("") String arrivedAs, Operations operations,
        @Default("false") boolean deleting, @Default("false") boolean keepLogs, List<String> earlierRunners) {
    public ServiceRecord {
        earlierRunners = List.copyOf(earlierRunners);
    }

    /**
     * What made a change, and when.
     *
     * @param reason {@code cast}, {@code scale}, {@code stop}, {@code restart}, {@code undo}, {@code delete} or
     *               {@code rollback: …}
     * @param at     when
     */
    public record Cause(String reason, Moment at) {}

    /**
     * Generations that divide before from after.
     *
     * @param reset   what failed for an earlier one delays no start any more
     * @param restart instances started for an earlier one must all end before any is started
     * @param rolling instances started for an earlier one are replaced as if their template were outdated
     * @param resume  instances started for an earlier one are not blamed any more for not being ready
     */
    public record Marks(@Default("0") long reset, @Default("0") long restart, @Default("0") long rolling,
            @Default("0") long resume) {
        static final Marks NONE = new Marks(0, 0, 0, 0);

        Marks reset(long generation) {
            return new Marks(generation, restart, rolling, resume);
        }

        Marks restart(long generation, boolean gradual) {
            return gradual
                    ? new Marks(generation, restart, generation, resume)
                    : new Marks(generation, generation, rolling, resume);
        }

        Marks resume(long generation) {
            return new Marks(generation, restart, rolling, generation);
        }
    }

    /** A new service, cast at {@code now}. */
    public static ServiceRecord create(String uid, ServiceSpec spec, String runner, String template,
            Map<String, String> pins, int scale, Instant now) {
        Cause cause = new Cause("cast", new Moment(now));
        return new ServiceRecord(uid, new RevisionRecord(1, spec, runner, template, cause.at(), cause.reason(), pins),
                scale,
                Math.max(1, scale), 1, cause.at(), cause, cause, Marks.NONE, Optional.empty(), 0, "",
                Operations.NONE.update(OperationRecord.update(1, cause.reason(), mode(spec), 0, scale, now)),
                false, false, List.of());
    }

    /** Its name. */
    public ServiceRef ref() {
        return spec().ref();
    }

    /** The latest accepted spec. */
    public ServiceSpec spec() {
        return revision.spec();
    }

    /** The type word of its runner. */
    public String runner() {
        return revision.runner();
    }

    /** The type words of all runners that may have instances of it. */
    public List<String> runners() {
        return Stream.concat(Stream.of(runner()), earlierRunners.stream()).toList();
    }

    /** The digest of what an instance is made of. */
    public String template() {
        return revision.template();
    }

    /** Places that instances may be in now; what is wanted, but while a scale goes in steps. */
    public int places() {
        return operations.scaling().map(OperationRecord::reached).orElse(scale);
    }

    /** Whether {@link #provenTemplate} is the latest one. */
    public boolean proven() {
        return provenTemplate.equals(Optional.of(template()));
    }

    /** Whether {@code rune stop} brought the scale to 0. */
    public boolean stopped() {
        return scale == 0 && lastScaling.reason().equals("stop");
    }

    /** The next generation with this spec, and with this scale where that is another one. */
    public ServiceRecord withSpec(ServiceSpec spec, String runner, String template, int newScale, String reason,
            Instant now) {
        return withSpec(spec, runner, template, Map.of(), newScale, reason, now);
    }

    /** As {@link #withSpec(ServiceSpec, String, String, int, String, Instant)}, with versions that belong to it. */
    public ServiceRecord withSpec(ServiceSpec spec, String runner, String template, Map<String, String> pins,
            int newScale, String reason, Instant now) {
        Draft draft = new Draft(this).next(reason, now);
        if (!spec.equals(spec()) || !runner.equals(runner()) || !template.equals(template())) {
            draft.revision = new RevisionRecord(draft.generation, spec, runner, template, draft.change.at(), reason,
                    pins);
        }
        draft.settle(now);
        if (!template.equals(template()) || newScale != draft.scale) {
            draft.reset();
        }
        if (newScale != draft.scale) {
            draft.scaleTo(newScale);
        }
        draft.update(mode(spec), places(), now);
        return draft.done();
    }

    /** The next generation with {@code newScale} instances wanted, reached in the way {@code how}. */
    public ServiceRecord withScale(int newScale, String reason, Scaling how, Instant now) {
        Draft draft = new Draft(this).next(reason, now);
        draft.settle(now);
        int from = draft.scale;
        draft.scaleTo(newScale);
        draft.reset();
        draft.operations = draft.operations
                .scaling(OperationRecord.scale(draft.generation, reason, from, newScale, how, now));
        return draft.done();
    }

    /** The next generation, whose instances are all new. */
    public ServiceRecord withRestart(boolean rolling, Instant now) {
        Draft draft = new Draft(this).next("restart", now);
        draft.settle(now);
        int from = draft.scale;
        draft.scaleTo(from == 0 ? lastScale : from);
        draft.marks = marks.restart(draft.generation, rolling);
        draft.update(rolling ? Rollout.Mode.ROLLING : Rollout.Mode.RECREATE, from, now);
        return draft.done();
    }

    /** The next generation, in which the scale that goes on stays where it is. */
    public ServiceRecord withCancel(Instant now) {
        Draft draft = new Draft(this).next("scale", now);
        draft.scaleTo(places());
        draft.operations = operations.endScaling(Rollout.State.CANCELLED, "cancelled at " + places(), "", now);
        return draft.done();
    }

    /** The next generation, in which what goes on rests. */
    public ServiceRecord withPause(Instant now) {
        Draft draft = new Draft(this).next("pause", now);
        operations.scaling().ifPresent(it -> draft.operations = draft.operations.scaling(it.pausedFor("", "")));
        operations.update().ifPresent(it -> draft.operations = draft.operations.update(it.pausedFor("", "")));
        return draft.done();
    }

    /** The next generation, in which what rests goes on, and what failed before delays nothing. */
    public ServiceRecord withResume(Instant now) {
        Draft draft = new Draft(this).next("resume", now);
        draft.marks = marks.resume(draft.generation);
        operations.scaling().ifPresent(it -> draft.operations = draft.operations.scaling(it.resumed(now)));
        operations.update().ifPresent(it -> draft.operations = draft.operations.update(it.resumed(now)));
        return draft.done();
    }

    /** The next generation, in which it is to go. */
    public ServiceRecord withDeletion(boolean logsStay, Instant now) {
        Draft draft = new Draft(this).next("delete", now);
        draft.settle(now);
        draft.operations = draft.operations.endUpdate(Rollout.State.SUPERSEDED,
                "superseded by delete (generation " + draft.generation + ")", "", now);
        draft.deleting = true;
        draft.keepLogs = logsStay;
        return draft.done();
    }

    /** The same with the latest template known to work. */
    public ServiceRecord withProof() {
        Draft draft = new Draft(this);
        draft.provenTemplate = Optional.of(template());
        return draft.done();
    }

    /** The same, of which no earlier runner but {@code left} has any instance. */
    public ServiceRecord withEarlierRunners(Collection<String> left) {
        Draft draft = new Draft(this);
        draft.earlierRunners = earlierRunners.stream().filter(left::contains).toList();
        return draft.done();
    }

    /** The same with the next step of its scale opened. */
    public ServiceRecord stepped(Instant now) {
        return with(operations.scaling(operations.scaling().orElseThrow().stepped(now)));
    }

    /** The same, whose scale has arrived. */
    public ServiceRecord scaled(Instant now) {
        return with(operations.endScaling(Rollout.State.COMPLETE, "", "", now));
    }

    /** The same, whose update has come so far. */
    public ServiceRecord advanced(int arrived, Instant now) {
        return with(operations.update(operations.update().orElseThrow().reached(arrived, now)));
    }

    /** The same, whose update has arrived. */
    public ServiceRecord updated(Instant now) {
        Draft draft = new Draft(this);
        draft.healthy = proven() ? revision.number() : healthy;
        draft.arrivedAs = template() + "/" + marks.restart() + "/" + marks.rolling();
        draft.operations = operations.endUpdate(Rollout.State.COMPLETE, "", "", now);
        return draft.done();
    }

    /** The same, whose update rests because it failed. */
    public ServiceRecord resting(String why, String culprit) {
        return with(operations.update(operations.update().orElseThrow().pausedFor(why, culprit)));
    }

    /** The next generation with the scale that there was before the one that failed. */
    public ServiceRecord scaledBack(String why, String culprit, Instant now) {
        OperationRecord failed = operations.scaling().orElseThrow();
        Draft draft = new Draft(this).next("rollback: " + why, now);
        draft.operations = operations.endScaling(Rollout.State.ROLLED_BACK, why, culprit, now);
        draft.scale = failed.from();
        draft.lastScaling = draft.change;
        draft.operations = draft.operations.scaling(OperationRecord.scale(draft.generation, draft.change.reason(),
                failed.reached(), failed.from(), Scaling.PINNED, now));
        return draft.done();
    }

    /** The next generation with the spec, and the scale, that there were before the update that failed. */
    public ServiceRecord updatedBack(RevisionRecord good, String why, String culprit, Instant now) {
        OperationRecord failed = operations.update().orElseThrow();
        Draft draft = new Draft(this).next("rollback: " + why, now);
        draft.operations = operations.endUpdate(Rollout.State.ROLLED_BACK, why, culprit, now);
        draft.reset();
        draft.revision = new RevisionRecord(draft.generation, good.spec(), good.runner(), good.template(),
                draft.change.at(), draft.change.reason(), good.pins());
        if (scale == failed.to() && failed.from() != failed.to() && operations.scaling().isEmpty()) {
            draft.scale = failed.from();
            draft.lastScaling = draft.change;
        }
        draft.update(mode(good.spec()), scale, now);
        return draft.done();
    }

    /** Whether an update arrived between {@code before} and this, and its instances are others than before. */
    public boolean replacedSince(ServiceRecord before) {
        return !before.arrivedAs.isEmpty() && !before.arrivedAs.equals(arrivedAs);
    }

    private ServiceRecord with(Operations changed) {
        Draft draft = new Draft(this);
        draft.operations = changed;
        return draft.done();
    }

    private static Rollout.Mode mode(ServiceSpec spec) {
        return spec.updateStrategy().type() == UpdateStrategy.Type.RECREATE
                ? Rollout.Mode.RECREATE
                : Rollout.Mode.ROLLING;
    }

    /** A record in the making. Used by one thread. */
    private static final class Draft {
        private final ServiceRecord before;
        private RevisionRecord revision;
        private int scale;
        private int lastScale;
        private long generation;
        private Cause change;
        private Cause lastScaling;
        private Marks marks;
        private Optional<String> provenTemplate;
        private long healthy;
        private String arrivedAs;
        private Operations operations;
        private boolean deleting;
        private boolean keepLogs;
        private List<String> earlierRunners;

        Draft(ServiceRecord before) {
            this.before = before;
            revision = before.revision;
            scale = before.scale;
            lastScale = before.lastScale;
            generation = before.generation;
            change = before.change;
            lastScaling = before.lastScaling;
            marks = before.marks;
            provenTemplate = before.provenTemplate;
            healthy = before.healthy;
            arrivedAs = before.arrivedAs;
            operations = before.operations;
            deleting = before.deleting;
            keepLogs = before.keepLogs;
            earlierRunners = before.earlierRunners;
        }

        Draft next(String reason, Instant now) {
            generation++;
            change = new Cause(reason, new Moment(now));
            return this;
        }

        /** What failed until now delays nothing any more. */
        void reset() {
            marks = marks.reset(generation);
        }

        /** A scale that goes on is superseded and stays where it is. */
        void settle(Instant now) {
            scale = before.places();
            operations = operations.endScaling(Rollout.State.SUPERSEDED, superseded(), "", now);
        }

        void scaleTo(int wanted) {
            lastScale = wanted == 0 && scale > 0 ? scale : lastScale;
            scale = wanted;
            lastScaling = change;
        }

        /** An update that goes on is superseded; what it came from is still what was there before. */
        void update(Rollout.Mode mode, int from, Instant now) {
            int origin = operations.update().filter(it -> it.to() == from).map(OperationRecord::from).orElse(from);
            operations = operations.endUpdate(Rollout.State.SUPERSEDED, superseded(), "", now)
                    .update(OperationRecord.update(generation, change.reason(), mode, origin, scale, now));
        }

        private String superseded() {
            return "superseded by " + change.reason() + " (generation " + generation + ")";
        }

        /** Whoever had instances until now has them until he is seen to have none. */
        private List<String> earlierRunners() {
            return revision.runner().equals(before.runner())
                    ? earlierRunners
                    : Stream.concat(Stream.of(before.runner()), earlierRunners.stream())
                            .filter(type -> !type.equals(revision.runner())).distinct().toList();
        }

        ServiceRecord done() {
            return new ServiceRecord(before.uid, revision, scale, lastScale, generation, before.createdAt, change,
                    lastScaling, marks, provenTemplate, healthy, arrivedAs, operations, deleting, keepLogs,
                    earlierRunners());
        }
    }
}
