package dev.rune.kernel.record;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spec.ServiceSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * What is desired of one service: the latest accepted spec, and the marks that casts, scales, stops and restarts leave.
 * Immutable; a change is a new record, made durable before anybody acts on it.
 *
 * @param uid               tells this service from an earlier one of the same name
 * @param spec              the spec in its canonical form, with its namespace and without a scale
 * @param runner            the type word of its runner
 * @param template          the digest of what an instance is made of
 * @param scale             instances wanted
 * @param lastScale         the last scale above 0, to which a stopped service returns
 * @param generation        grows by one with every accepted change
 * @param createdAt         when it was first cast
 * @param change            what made the latest generation, and when
 * @param lastScaling       what last changed the scale, and when
 * @param resetAt           crashes before this time delay no start any more: a manual start or a new template came since
 * @param restartGeneration instances started for an earlier generation must all end before any is started
 * @param rollingGeneration instances started for an earlier generation are replaced as if their template were outdated
 * @param provenTemplate    the template of which an instance was ready at least once
 * @param deleting          it is to go
 * @param keepLogs          the logs of its instances stay when it goes
 */
public record ServiceRecord(String uid, ServiceSpec spec, String runner, String template, int scale, int lastScale,
        long generation, Moment createdAt, Cause change, Cause lastScaling, Moment resetAt,
        @Default("0") long restartGeneration, @Default("0") long rollingGeneration, Optional<String> provenTemplate,
        @Default("false") boolean deleting, @Default("false") boolean keepLogs) {
    /**
     * What made a change, and when.
     *
     * @param reason one word: {@code cast}, {@code scale}, {@code stop}, {@code restart}, {@code delete}
     * @param at     when
     */
    public record Cause(String reason, Moment at) {}

    /** Its name. */
    public ServiceRef ref() {
        return spec.ref();
    }

    /** Whether {@link #provenTemplate} is the latest one. */
    public boolean proven() {
        return provenTemplate.equals(Optional.of(template));
    }

    /** Whether {@code rune stop} brought the scale to 0. */
    public boolean stopped() {
        return scale == 0 && lastScaling.reason().equals("stop");
    }

    /** The next generation with this spec. */
    public ServiceRecord withSpec(ServiceSpec newSpec, String newRunner, String newTemplate, Instant now) {
        Moment reset = newTemplate.equals(template) ? resetAt : new Moment(now);
        return new ServiceRecord(uid, newSpec, newRunner, newTemplate, scale, lastScale, generation + 1, createdAt,
                new Cause("cast", new Moment(now)), lastScaling, reset, restartGeneration, rollingGeneration,
                provenTemplate, deleting, keepLogs);
    }

    /** The next generation with {@code newScale} instances wanted. */
    public ServiceRecord withScale(int newScale, String reason, Instant now) {
        Cause cause = new Cause(reason, new Moment(now));
        return new ServiceRecord(uid, spec, runner, template, newScale, newScale > 0 ? newScale : lastScale,
                generation + 1, createdAt, cause, cause, cause.at(), restartGeneration, rollingGeneration,
                provenTemplate, deleting, keepLogs);
    }

    /** The same generation with another scale, for a cast that changes both. */
    public ServiceRecord alsoScaled(int newScale, Instant now) {
        ServiceRecord scaled = withScale(newScale, "cast", now);
        return new ServiceRecord(uid, spec, runner, template, scaled.scale, scaled.lastScale, generation, createdAt,
                change, scaled.lastScaling, scaled.resetAt, restartGeneration, rollingGeneration, provenTemplate,
                deleting, keepLogs);
    }

    /** The next generation, whose instances are all new. */
    public ServiceRecord withRestart(boolean rolling, Instant now) {
        Cause cause = new Cause("restart", new Moment(now));
        long next = generation + 1;
        return new ServiceRecord(uid, spec, runner, template, scale == 0 ? lastScale : scale, lastScale, next,
                createdAt,
                cause, cause, cause.at(), rolling ? restartGeneration : next, rolling ? next : rollingGeneration,
                provenTemplate, deleting, keepLogs);
    }

    /** The same with the latest template known to work. */
    public ServiceRecord withProof() {
        return new ServiceRecord(uid, spec, runner, template, scale, lastScale, generation, createdAt, change,
                lastScaling, resetAt, restartGeneration, rollingGeneration, Optional.of(template), deleting, keepLogs);
    }

    /** The next generation, in which it is to go. */
    public ServiceRecord withDeletion(boolean logsStay, Instant now) {
        return new ServiceRecord(uid, spec, runner, template, scale, lastScale, generation + 1, createdAt,
                new Cause("delete", new Moment(now)), lastScaling, resetAt, restartGeneration, rollingGeneration,
                provenTemplate, true, logsStay);
    }
}
