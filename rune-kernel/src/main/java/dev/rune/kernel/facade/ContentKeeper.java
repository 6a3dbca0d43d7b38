package dev.rune.kernel.facade;

import dev.rune.kernel.content.Contents;
import dev.rune.kernel.content.Reference;
import dev.rune.kernel.content.References;
import dev.rune.kernel.content.Variables;
import dev.rune.kernel.content.Vault;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.record.Catalog;
import dev.rune.kernel.record.ContentRecord;
import dev.rune.kernel.record.Moment;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Position;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.Sequence;
import dev.rune.kernel.spec.ContentKind;
import dev.rune.kernel.spec.ContentLimits;
import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spec.Label;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spec.ServiceSpec;
import dev.rune.kernel.spi.host.CastResult.Outcome;
import dev.rune.kernel.spi.host.ContentView;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Keeps secrets and configmaps. Safe for use by many threads. */
final class ContentKeeper {
    private final Catalog catalog;
    private final Vault vault;
    private final ContentLimits limits;
    private final InstantSource clock;
    private final Template template = new Template(Admission.SERVICE);

    ContentKeeper(Catalog catalog, Vault vault, ContentLimits limits, InstantSource clock) {
        this.catalog = catalog;
        this.vault = vault;
        this.limits = limits;
        this.clock = clock;
    }

    /** What a change did, and the services it concerns. */
    record Kept(Outcome outcome, List<ServiceRef> services) {}

    /** Keeps {@code data} in a transaction of its own; without {@code replace}, only where there was nothing. */
    Kept keep(ContentRef ref, Map<String, OpaqueBytes> data, boolean replace) {
        List<String> faults = limits.faults(data);
        if (!faults.isEmpty()) {
            throw ProblemException.of(ProblemCode.INVALID, ref + ": " + String.join("; ", faults));
        }
        return catalog.change(transaction -> {
            if (transaction.namespace(ref.namespace()).isEmpty()) {
                throw ProblemException.of(ProblemCode.NOT_FOUND, "there is no namespace '" + ref.namespace() + "'");
            }
            if (transaction.namespace(ref.namespace()).orElseThrow().deleting()) {
                throw ProblemException.of(ProblemCode.CONFLICT,
                        "namespace '" + ref.namespace() + "' is being deleted");
            }
            if (transaction.content(ref).isPresent() && !replace) {
                throw ProblemException.of(ProblemCode.CONFLICT, ref + " is there already; say --replace to replace it");
            }
            Outcome outcome = put(transaction, ref, data);
            if (outcome == Outcome.UNCHANGED) {
                return new Kept(outcome, List.of());
            }
            follow(transaction, Set.of(ref));
            return new Kept(outcome, users(transaction.services(), ref).stream().map(ServiceRecord::ref).toList());
        });
    }

    /** Keeps {@code data}, as a new version where it is different from what there was; {@link #follow} is to be called. */
    Outcome put(Catalog.Transaction transaction, ContentRef ref, Map<String, OpaqueBytes> data) {
        Optional<ContentRecord> before = transaction.content(ref);
        if (before.isPresent() && vault.read(before.get()).equals(data)) {
            return Outcome.UNCHANGED;
        }
        Moment now = new Moment(clock.instant());
        long version = before.map(ContentRecord::version).orElse(0L) + 1;
        boolean secret = ref.kind() == ContentKind.SECRET;
        transaction.put(new ContentRecord(ref.kind(), new Label(ref.namespace()), new Label(ref.name()), version,
                before.map(ContentRecord::createdAt).orElse(now), now, List.copyOf(data.keySet()),
                secret ? Map.of() : plain(data),
                secret ? Optional.of(vault.seal(ref, version, data)) : Optional.empty(),
                before.map(old -> old.keptEarlier(pinned(transaction, ref)::contains)).orElse(List.of())));
        return before.isPresent() ? Outcome.UPDATED : Outcome.CREATED;
    }

    /** The versions that services run with or may have to go back to. */
    private static Set<String> pinned(Catalog.Transaction transaction, ContentRef ref) {
        Set<String> pinned = new HashSet<>();
        for (ServiceRecord service : users(transaction.services(), ref)) {
            Stream.concat(Stream.of(service.revision()),
                    Optional.ofNullable(transaction.revisions(service.ref()).get(service.healthy())).stream())
                    .map(revision -> revision.pins().get(ContentRecord.pin(ref))).filter(Objects::nonNull)
                    .forEach(pinned::add);
        }
        return pinned;
    }

    /**
     * Services that say so take the new versions of {@code changed} by an update like any other: one, whatever has changed
     * at once.
     */
    void follow(Catalog.Transaction transaction, Set<ContentRef> changed) {
        changed.stream().flatMap(ref -> users(transaction.services(), ref).stream()).map(ServiceRecord::ref).distinct()
                .toList().forEach(ref -> follow(transaction, transaction.service(ref).orElseThrow()));
    }

    private void follow(Catalog.Transaction transaction, ServiceRecord service) {
        Map<String, String> pins = Contents.pins(service.spec(), transaction::content);
        if (!pins.isEmpty() && !pins.equals(service.revision().pins())) {
            transaction.put(service.withSpec(service.spec(), service.runner(),
                    Contents.pinned(template.digest(service.spec()), pins), pins, service.places(), "config",
                    clock.instant()));
        }
    }

    private static Map<String, String> plain(Map<String, OpaqueBytes> data) {
        Map<String, String> plain = new LinkedHashMap<>();
        data.forEach((key, value) -> plain.put(key, Base64.getEncoder().encodeToString(value.bytes())));
        return plain;
    }

    /** The services that refer to {@code ref} and are not being deleted. */
    private static List<ServiceRecord> users(List<ServiceRecord> services, ContentRef ref) {
        return services.stream().filter(service -> !service.deleting())
                .filter(service -> References.of(service.spec(), service.ref().namespace()).stream()
                        .anyMatch(reference -> reference.ref().equals(ref)))
                .toList();
    }

    void delete(ContentRef ref, boolean force) {
        catalog.apply(transaction -> {
            if (transaction.content(ref).isEmpty()) {
                throw missing(ref);
            }
            List<ServiceRecord> users = users(transaction.services(), ref);
            if (!users.isEmpty() && !force) {
                throw ProblemException.of(ProblemCode.CONFLICT, ref + " is needed by service "
                        + String.join(", ", users.stream().map(user -> "'" + user.ref().name() + "'").toList())
                        + "; change or delete them first, or say --force");
            }
            transaction.delete(ref);
        });
    }

    /** The services that refer to {@code ref}. */
    List<ServiceRef> users(ContentRef ref) {
        return users(catalog.services(), ref).stream().map(ServiceRecord::ref).toList();
    }

    List<ContentView> views(ContentKind kind, Optional<String> namespace) {
        return catalog.contents().stream().filter(content -> content.kind() == kind)
                .filter(content -> namespace.map(content.namespace().text()::equals).orElse(true)).map(this::view)
                .toList();
    }

    ContentView view(ContentRef ref) {
        return view(record(ref));
    }

    private ContentView view(ContentRecord content) {
        return new ContentView(content.ref(), content.version(), content.keys(), content.createdAt().at(),
                content.changedAt().at(),
                users(content.ref()).stream()
                        .map(user -> user.namespace().equals(content.namespace().text())
                                ? user.name()
                                : user.toString())
                        .toList());
    }

    private ContentRecord record(ContentRef ref) {
        return catalog.content(ref).orElseThrow(() -> missing(ref));
    }

    private ProblemException missing(ContentRef ref) {
        boolean namespace = catalog.namespace(ref.namespace()).isPresent();
        return ProblemException.of(ProblemCode.NOT_FOUND,
                namespace
                        ? "there is no " + ref + " in namespace '" + ref.namespace() + "'"
                        : "there is no namespace '" + ref.namespace() + "'");
    }

    /** The castfile document of a configmap; of a secret, without its values. */
    Mapping document(ContentRef ref) {
        ContentRecord content = record(ref);
        Map<String, Node> document = new LinkedHashMap<>();
        document.put("name", Scalar.of(ref.name()));
        document.put("namespace", Scalar.of(ref.namespace()));
        if (ref.kind() == ContentKind.CONFIGMAP) {
            document.put("data", new Sequence(vault.read(content).entrySet().stream()
                    .<Node>map(entry -> item(entry.getKey(), entry.getValue())).toList(),
                    Position.NONE));
        }
        return Mapping.of(document);
    }

    private static Mapping item(String key, OpaqueBytes value) {
        Map<String, Node> item = new LinkedHashMap<>();
        item.put("key", Scalar.of(key));
        value.variable().ifPresentOrElse(text -> item.put("value", Scalar.of(text)), () -> item.put("valueBase64",
                Scalar.of(Base64.getEncoder().encodeToString(value.bytes()))));
        return Mapping.of(item);
    }

    /** Tells {@code fault} of every reference of {@code spec} that does not hold: the field, and what is wrong. */
    void check(Catalog.Transaction transaction, ServiceSpec spec, BiConsumer<String, String> fault) {
        Map<ContentRef, Map<String, OpaqueBytes>> opened = new HashMap<>();
        for (Reference reference : References.of(spec, spec.ref().namespace())) {
            Optional<ContentRecord> content = transaction.content(reference.ref());
            if (content.isEmpty()) {
                fault.accept(reference.path(), "there is no " + reference.ref() + " in namespace '"
                        + reference.ref().namespace() + "'; make it first, or cast it together with the service");
                continue;
            }
            Optional<String> missing = reference.key().filter(key -> !content.get().keys().contains(key));
            if (missing.isPresent()) {
                fault.accept(reference.path(), reference.ref() + " has no key '" + missing.get() + "'; its keys: "
                        + String.join(", ", content.get().keys()));
                continue;
            }
            List<String> unfit = switch (reference.use()) {
                case FILES, PRESENCE -> List.of();
                case TEXT, VARIABLES ->
                    unfit(reference, opened.computeIfAbsent(reference.ref(), _ -> vault.read(content.get())));
            };
            unfit.forEach(why -> fault.accept(reference.path(), reference.ref() + ": " + why));
        }
    }

    private static List<String> unfit(Reference reference, Map<String, OpaqueBytes> values) {
        List<String> unfit = new ArrayList<>();
        values.forEach((key, value) -> {
            if (reference.use() == Reference.Use.VARIABLES) {
                Variables.unfit(reference.prefix(), key, value).ifPresent(unfit::add);
            } else if (reference.key().equals(Optional.of(key))) {
                Variables.unfitText(key, value).ifPresent(unfit::add);
            }
        });
        return unfit;
    }
}
