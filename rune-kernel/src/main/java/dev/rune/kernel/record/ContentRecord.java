package dev.rune.kernel.record;

import dev.rune.kernel.spec.ContentKind;
import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spec.Label;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A secret or configmap as it is stored. Values of a secret are nowhere in it but sealed.
 *
 * @param kind      which of the two
 * @param namespace its namespace
 * @param name      its name
 * @param version   from 1, one more with each change
 * @param createdAt when it was made
 * @param changedAt when this version was
 * @param keys      the names of its keys, in their order
 * @param data      a configmap's values by key, each in Base64
 * @param sealed    a secret's values
 * @param earlier   earlier versions that services may have to go back to, the latest first
 */
public record ContentRecord(ContentKind kind, Label namespace, Label name, long version, Moment createdAt,
        Moment changedAt, List<String> keys, Map<String, String> data, Optional<Sealed> sealed,
        List<Earlier> earlier) {
    /**
     * Values that only the master key opens; each part in Base64.
     *
     * @param masterKey the name of the master key that wraps the data key
     * @param dataKey   this version's data key, wrapped
     * @param values    all values, encrypted by the data key
     */
    public record Sealed(String masterKey, String dataKey, String values) {}

    /**
     * An earlier version.
     *
     * @param version   its number
     * @param changedAt when it was made
     * @param keys      as in the record
     * @param data      as in the record
     * @param sealed    as in the record
     */
    public record Earlier(long version, Moment changedAt, List<String> keys, Map<String, String> data,
            Optional<Sealed> sealed) {
        public Earlier {
            keys = List.copyOf(keys);
            data = Map.copyOf(data);
        }
    }

    public ContentRecord {
        keys = List.copyOf(keys);
        data = Map.copyOf(data);
        earlier = List.copyOf(earlier);
    }

    /** Its name. */
    public ContentRef ref() {
        return new ContentRef(kind, namespace.text(), name.text());
    }

    /** Tells this version from every other one, also of an object that was deleted and made again. */
    public String revision() {
        return revision(version);
    }

    private String revision(long number) {
        return number + "@" + createdAt;
    }

    /** The word under which a service keeps which version belongs to it. */
    public static String pin(ContentRef ref) {
        return ref.kind().word() + "/" + ref.name();
    }

    /** This one and the earlier versions, each as if it were the latest. */
    public Stream<ContentRecord> versions() {
        return Stream.concat(Stream.of(this), earlier.stream().map(old -> new ContentRecord(kind, namespace, name,
                old.version(), createdAt, old.changedAt(), old.keys(), old.data(), old.sealed(), List.of())));
    }

    /** The version that {@code pins} name; the latest where they name none that is still there. */
    public ContentRecord pinned(Map<String, String> pins) {
        String wanted = pins.getOrDefault(pin(ref()), revision());
        return versions().filter(version -> version.revision().equals(wanted)).findFirst().orElse(this);
    }

    /** The same versions, each sealed anew by {@code again}. */
    public ContentRecord resealed(BiFunction<Long, Sealed, Sealed> again) {
        return new ContentRecord(kind, namespace, name, version, createdAt, changedAt, keys, data,
                sealed.map(it -> again.apply(version, it)),
                earlier.stream().map(old -> new Earlier(old.version(), old.changedAt(), old.keys(), old.data(),
                        old.sealed().map(it -> again.apply(old.version(), it)))).toList());
    }

    /** This version and those before it that {@code wanted} names by their revision, as earlier ones of the next. */
    public List<Earlier> keptEarlier(Predicate<String> wanted) {
        return versions().filter(version -> wanted.test(version.revision())).map(version -> new Earlier(
                version.version(), version.changedAt(), version.keys(), version.data(), version.sealed())).toList();
    }
}
