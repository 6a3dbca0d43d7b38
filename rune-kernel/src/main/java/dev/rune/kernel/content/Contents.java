package dev.rune.kernel.content;

import dev.rune.kernel.record.Catalog;
import dev.rune.kernel.record.ContentRecord;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.spec.ConfigMount;
import dev.rune.kernel.spec.ContentKind;
import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spec.Label;
import dev.rune.kernel.spec.MountItem;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spec.SecretMount;
import dev.rune.kernel.spec.ServiceSpec;
import dev.rune.kernel.spec.UpdateStrategy;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** What services are given of secrets and configmaps, as they are now. Safe for use by many threads. */
public final class Contents {
    private static final int DIGEST_CHARACTERS = 16;

    private final Catalog catalog;
    private final Vault vault;

    /** The contents of {@code catalog}, opened by {@code vault}. */
    public Contents(Catalog catalog, Vault vault) {
        this.catalog = catalog;
        this.vault = vault;
    }

    /**
     * One mount of a service.
     *
     * @param name      its name
     * @param source    what is mounted
     * @param mountPath where the instance sees the files
     * @param items     the keys wanted; all where empty
     */
    public record Mount(String name, ContentRef source, String mountPath, List<MountItem> items) {}

    /**
     * What an instance is started with, of one moment.
     *
     * @param versions  names the versions of everything in it; empty where there is nothing
     * @param variables the variables
     * @param files     for each mount its files by their path below it
     */
    public record Picture(String versions, Variables variables, Map<Mount, Map<String, OpaqueBytes>> files) {}

    /** Whether there is such a secret or configmap. */
    public boolean has(ContentRef ref) {
        return catalog.content(ref).isPresent();
    }

    /** The mounts of {@code spec}. */
    public static List<Mount> mounts(ServiceSpec spec, String namespace) {
        List<Mount> mounts = new ArrayList<>();
        for (SecretMount mount : spec.secretMounts()) {
            mounts.add(mount(ContentKind.SECRET, namespace, mount.name(), mount.secretName(), mount.mountPath(),
                    mount.items()));
        }
        for (ConfigMount mount : spec.configMounts()) {
            mounts.add(mount(ContentKind.CONFIGMAP, namespace, mount.name(), mount.configName(), mount.mountPath(),
                    mount.items()));
        }
        return mounts;
    }

    private static Mount mount(ContentKind kind, String namespace, Label name, Optional<Label> source, String path,
            List<MountItem> items) {
        return new Mount(name.text(), new ContentRef(kind, namespace, source.orElse(name).text()), path, items);
    }

    /** Names the latest versions of what {@code service} refers to; empty where it refers to nothing. */
    public String versions(ServiceRecord service) {
        return versions(records(service.spec(), catalog::content));
    }

    /** The latest versions of what {@code spec} refers to, for a service that is to keep to them. */
    public static Map<String, String> pins(ServiceSpec spec, Function<ContentRef, Optional<ContentRecord>> contents) {
        Map<String, String> pins = new LinkedHashMap<>();
        if (spec.updateStrategy().onConfigChange() == UpdateStrategy.OnConfigChange.ROLLOUT) {
            records(spec, contents).forEach((ref, record) -> pins.put(ContentRecord.pin(ref), record.revision()));
        }
        return pins;
    }

    /** {@code template} with the versions of {@code pins}, so that others make another template. */
    public static String pinned(String template, Map<String, String> pins) {
        return pins.isEmpty() ? template : template + "-" + digest(new TreeMap<>(pins).toString());
    }

    /**
     * Everything that an instance of {@code service} is given now.
     *
     * @throws ProblemException {@link ProblemCode#START_FAILED} naming what is missing or unfit
     */
    public Picture picture(ServiceRecord service) {
        ServiceSpec spec = service.spec();
        String namespace = service.ref().namespace();
        Map<ContentRef, ContentRecord> records = records(spec,
                ref -> catalog.content(ref).map(record -> record.pinned(service.revision().pins())));
        Map<ContentRef, Map<String, OpaqueBytes>> values = new HashMap<>();
        records.forEach((ref, record) -> values.put(ref, vault.read(record)));
        Map<Mount, Map<String, OpaqueBytes>> files = new LinkedHashMap<>();
        for (Mount mount : mounts(spec, namespace)) {
            files.put(mount, files(mount, Optional.ofNullable(values.get(mount.source()))));
        }
        return new Picture(versions(records),
                Variables.of(spec, namespace, ref -> Optional.ofNullable(values.get(ref))), files);
    }

    private static Map<String, OpaqueBytes> files(Mount mount, Optional<Map<String, OpaqueBytes>> values) {
        Map<String, OpaqueBytes> all = values.orElseThrow(() -> ProblemException.of(ProblemCode.START_FAILED,
                "mount '" + mount.name() + "': there is no " + mount.source()));
        if (mount.items().isEmpty()) {
            return all;
        }
        Map<String, OpaqueBytes> files = new LinkedHashMap<>();
        for (MountItem item : mount.items()) {
            files.put(item.path(), Optional.ofNullable(all.get(item.key()))
                    .orElseThrow(() -> ProblemException.of(ProblemCode.START_FAILED,
                            "mount '" + mount.name() + "': " + mount.source() + " has no key '" + item.key() + "'")));
        }
        return files;
    }

    private static Map<ContentRef, ContentRecord> records(ServiceSpec spec,
            Function<ContentRef, Optional<ContentRecord>> contents) {
        Map<ContentRef, ContentRecord> records = new LinkedHashMap<>();
        for (Reference reference : References.of(spec, spec.ref().namespace())) {
            if (reference.use() != Reference.Use.PRESENCE) {
                contents.apply(reference.ref()).ifPresent(record -> records.put(reference.ref(), record));
            }
        }
        return records;
    }

    private static String versions(Map<ContentRef, ContentRecord> records) {
        if (records.isEmpty()) {
            return "";
        }
        TreeSet<String> all = new TreeSet<>();
        records.forEach((ref, record) -> all.add(ref.kind().word() + "/" + ref.name() + "=" + record.revision()));
        return digest(String.join("\n", all));
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8))).substring(0, DIGEST_CHARACTERS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
