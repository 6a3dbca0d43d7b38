package dev.rune.kernel.facade;

import dev.rune.kernel.content.Contents;
import dev.rune.kernel.facade.Admission.Admitted;
import dev.rune.kernel.facade.Admission.AdmittedContent;
import dev.rune.kernel.facade.Admission.AdmittedNamespace;
import dev.rune.kernel.facade.Admission.AdmittedService;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.record.Catalog;
import dev.rune.kernel.record.Moment;
import dev.rune.kernel.record.NamespaceRecord;
import dev.rune.kernel.record.OperationRecord;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.section.Finding;
import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spec.Label;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spec.ServiceSpec;
import dev.rune.kernel.spi.host.CastDocument;
import dev.rune.kernel.spi.host.CastOptions;
import dev.rune.kernel.spi.host.CastResult;
import dev.rune.kernel.spi.host.CastResult.CastObject;
import dev.rune.kernel.spi.host.CastResult.FieldChange;
import dev.rune.kernel.spi.host.CastResult.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Accepts casts: all documents of one or none. Safe for use by many threads. */
final class Caster {
    private final Catalog catalog;
    private final Admission admission;
    private final ContentKeeper contents;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Template template = new Template(Admission.SERVICE);

    Caster(Catalog catalog, Admission admission, ContentKeeper contents, InstantSource clock, RandomGenerator random) {
        this.catalog = catalog;
        this.admission = admission;
        this.contents = contents;
        this.clock = clock;
        this.random = random;
    }

    CastResult cast(List<CastDocument> documents, CastOptions options) {
        List<Finding> findings = new ArrayList<>();
        List<Admitted> admitted = admission.check(documents, findings::add);
        Function<Catalog.Transaction, CastResult> work = transaction -> new Cast(transaction, options, findings)
                .apply(admitted);
        return options.dryRun() ? catalog.preview(work) : catalog.change(work);
    }

    /** One cast, inside its transaction. */
    private final class Cast {
        private final Catalog.Transaction transaction;
        private final CastOptions options;
        private final List<Finding> findings;
        private final List<CastObject> objects = new ArrayList<>();
        /** In the order they were written. */
        private final Map<ServiceRef, AdmittedService> cast = new LinkedHashMap<>();
        private final Set<ContentRef> castContents = new HashSet<>();
        private final Set<ContentRef> changedContents = new HashSet<>();
        private final Instant now = clock.instant();

        Cast(Catalog.Transaction transaction, CastOptions options, List<Finding> findings) {
            this.transaction = transaction;
            this.options = options;
            this.findings = findings;
        }

        CastResult apply(List<Admitted> admitted) {
            for (Admitted object : admitted) {
                switch (object) {
                    case AdmittedNamespace namespace -> objects.add(namespace(namespace.name()));
                    case AdmittedContent content -> content(content);
                    case AdmittedService service -> service(service);
                }
            }
            // Those that are cast as well have taken the new versions by their own update.
            contents.follow(transaction, changedContents);
            checkDependencies();
            cast.forEach(this::checkContents);
            List<Finding> conflicts = conflicts();
            if (findings.isEmpty() && !conflicts.isEmpty()) {
                throw new Problem(ProblemCode.CONFLICT,
                        "what the castfile claims is claimed already; nothing was changed",
                        Admission.sorted(conflicts)).toException();
            }
            findings.addAll(conflicts);
            if (!findings.isEmpty()) {
                throw new Problem(ProblemCode.INVALID,
                        findings.size() == 1
                                ? "the castfile has a fault; nothing was changed"
                                : "the castfile has " + findings.size() + " faults; nothing was changed",
                        Admission.sorted(findings)).toException();
            }
            return new CastResult(objects);
        }

        private CastObject namespace(Label name) {
            boolean missing = transaction.namespace(name.text()).isEmpty();
            if (missing) {
                transaction.put(new NamespaceRecord(name, new Moment(now), false));
            }
            return new CastObject(CastDocument.Kind.NAMESPACE, "", name.text(),
                    missing ? Outcome.CREATED : Outcome.UNCHANGED, 0,
                    false, List.of(), List.of());
        }

        private void content(AdmittedContent admitted) {
            Label namespace = admitted.namespace().orElseGet(() -> new Label(options.namespace()));
            requireNamespace(namespace);
            ContentRef ref = new ContentRef(admitted.kind(), namespace.text(), admitted.name().text());
            if (!castContents.add(ref)) {
                findings.add(Finding.of(admitted.position(), ref.kind().word(), ref + " is in this cast twice"));
                return;
            }
            Outcome outcome = contents.put(transaction, ref, admitted.data());
            if (outcome != Outcome.UNCHANGED) {
                changedContents.add(ref);
            }
            objects.add(new CastObject(CastDocument.Kind.valueOf(ref.kind().name()), ref.namespace(), ref.name(),
                    outcome, 0, false, List.of(), List.of()));
        }

        /** No two services may claim the same; with two in this cast the later one is at fault, and the cast invalid. */
        private List<Finding> conflicts() {
            List<Finding> conflicts = new ArrayList<>();
            List<ServiceRecord> services = transaction.services();
            Set<ServiceRef> later = new HashSet<>(cast.keySet());
            cast.forEach((ref, admitted) -> {
                later.remove(ref);
                Claims.holder(ref, admitted.spec(), services).filter(holder -> !later.contains(holder.ref()))
                        .ifPresent(holder -> {
                            String field = Claims.field(admitted.spec());
                            (cast.containsKey(holder.ref()) ? findings : conflicts)
                                    .add(Finding.of(Admission.position(admitted.body(), field), "service." + field,
                                            Claims.taken(admitted.spec(), holder)));
                        });
            });
            return conflicts;
        }

        /** Every secret, configmap and key that a service refers to must be there once this cast is accepted. */
        private void checkContents(ServiceRef ref, AdmittedService admitted) {
            contents.check(transaction, admitted.spec().settled(new Label(ref.namespace())),
                    (path, message) -> findings.add(
                            Finding.of(Admission.position(admitted.body(), path), "service." + path, message)));
        }

        private void service(AdmittedService admitted) {
            ServiceSpec written = admitted.spec();
            Label namespace = written.namespace().orElseGet(() -> new Label(options.namespace()));
            requireNamespace(namespace);
            ServiceSpec spec = written.settled(namespace);
            if (written.skip()) {
                objects.add(object(spec, Outcome.SKIPPED, 0));
                return;
            }
            if (cast.putIfAbsent(spec.ref(), admitted) != null) {
                findings.add(Finding.of(Admission.position(admitted.body(), "name"), "service.name",
                        "service '" + spec.name() + "' is in this cast twice"));
                return;
            }
            Optional<ServiceRecord> before = transaction.service(spec.ref());
            if (before.map(ServiceRecord::deleting).orElse(false)) {
                throw ProblemException.of(ProblemCode.CONFLICT,
                        "service '" + spec.name() + "' is being deleted; cast it again when it is gone");
            }
            if (before.isEmpty()) {
                create(admitted, spec, written.scale().orElse(1));
            } else {
                update(admitted, before.get(), spec, written.scale());
            }
        }

        private void requireNamespace(Label namespace) {
            Optional<NamespaceRecord> there = transaction.namespace(namespace.text());
            if (there.isEmpty() && !options.createNamespace()) {
                throw ProblemException.of(ProblemCode.NOT_FOUND, "there is no namespace '" + namespace
                        + "'; say --create-namespace to make it, or write a 'namespace:' document");
            }
            if (there.map(NamespaceRecord::deleting).orElse(false)) {
                throw ProblemException.of(ProblemCode.CONFLICT, "namespace '" + namespace + "' is being deleted");
            }
            if (there.isEmpty()) {
                objects.add(namespace(namespace));
            }
        }

        private void create(AdmittedService admitted, ServiceSpec spec, int scale) {
            byte[] uid = new byte[8];
            random.nextBytes(uid);
            transaction.put(ServiceRecord.create(HexFormat.of().formatHex(uid), spec,
                    admitted.runner().provider().type(), template(spec), pins(spec), scale, now));
            objects.add(object(spec, Outcome.CREATED, 1));
        }

        private void update(AdmittedService admitted, ServiceRecord before, ServiceSpec spec,
                OptionalInt writtenScale) {
            boolean sameSpec = before.spec().equals(spec) && before.revision().pins().equals(pins(spec))
                    && before.runner().equals(admitted.runner().provider().type());
            int same = sameSpec ? before.scale() : before.places();
            int scale = writtenScale.orElse(before.stopped() ? before.lastScale() : same);
            refuseCopies(admitted, spec, scale);
            if (sameSpec && scale == before.scale()) {
                // Whoever casts what goes on already waits for that.
                long going = before.operations().update().map(OperationRecord::generation).orElse(before.generation());
                objects.add(object(spec, Outcome.UNCHANGED, going));
                return;
            }
            ServiceRecord after = before.withSpec(spec, admitted.runner().provider().type(), template(spec), pins(spec),
                    scale, "cast", now);
            transaction.put(after);
            objects.add(new CastObject(CastDocument.Kind.SERVICE, spec.ref().namespace(), spec.ref().name(),
                    Outcome.UPDATED, after.generation(), !before.template().equals(after.template()),
                    Difference.between(Shown.document(before), Shown.document(after)), notes(admitted, before, after)));
        }

        private Map<String, String> pins(ServiceSpec spec) {
            return Contents.pins(spec, transaction::content);
        }

        private String template(ServiceSpec spec) {
            return Contents.pinned(template.digest(spec), pins(spec));
        }

        private void refuseCopies(AdmittedService admitted, ServiceSpec spec, int scale) {
            if (admitted.spec().scale().isEmpty()) {
                Copies.refusal(spec, admitted.runner(), scale)
                        .ifPresent(why -> findings.add(Finding.of(admitted.position(), "service", why)));
            }
        }

        private List<String> notes(AdmittedService admitted, ServiceRecord before, ServiceRecord after) {
            boolean stopFirst = !before.template().equals(after.template())
                    && Copies.refusal(after.spec(), admitted.runner(), 2).isPresent();
            return stopFirst
                    ? List.of("the running instance stops before the new one starts: both need the same port")
                    : List.of();
        }

        private static CastObject object(ServiceSpec spec, Outcome outcome, long generation) {
            return new CastObject(CastDocument.Kind.SERVICE, spec.ref().namespace(), spec.ref().name(), outcome,
                    generation, false, List.of(), List.of());
        }

        private void checkDependencies() {
            Map<ServiceRef, ServiceRecord> services = new HashMap<>();
            transaction.services().forEach(service -> services.put(service.ref(), service));
            cast.forEach((ref, admitted) -> {
                ServiceRecord service = services.get(ref);
                if (service == null) {
                    return;
                }
                for (ServiceRef required : Dependents.required(service)) {
                    if (!services.containsKey(required)) {
                        findings.add(
                                Finding.of(Admission.position(admitted.body(), "dependencies"), "service.dependencies",
                                        "service '" + ref.name() + "' depends on '" + required
                                                + "', which is neither there nor in this cast"));
                    }
                }
                Dependents.cycle(ref, services).ifPresent(path -> findings.add(Finding.of(
                        Admission.position(admitted.body(), "dependencies"), "service.dependencies",
                        "a cycle of dependencies: " + path)));
            });
        }
    }
}
