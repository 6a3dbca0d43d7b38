package dev.rune.kernel.facade;

import dev.rune.kernel.section.Field;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.section.Sequence;
import dev.rune.kernel.spec.Applies;
import dev.rune.kernel.spec.ServiceSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;

/** What an instance is made of, as a digest: the fields of a service that say so. */
final class Template {
    private static final int DIGEST_CHARACTERS = 16;

    private final Set<String> liveKeys;
    private final SectionType<ServiceSpec> type;

    Template(SectionType<ServiceSpec> type) {
        this.type = type;
        this.liveKeys = type.fields().stream().filter(Template::live).map(Field::key).collect(Collectors.toSet());
    }

    /** The digest of {@code spec}, the same for the same content in whatever order it was written. */
    String digest(ServiceSpec spec) {
        MessageDigest digest = sha256();
        type.print(spec).entries().stream().filter(entry -> replaces(entry.key()))
                .sorted(Comparator.comparing(Mapping.Entry::key)).forEach(entry -> {
                    add(digest, entry.key());
                    add(digest, entry.value());
                });
        return HexFormat.of().formatHex(digest.digest()).substring(0, DIGEST_CHARACTERS);
    }

    /** Whether a change of the top-level {@code key} replaces instances; keys of a runner's section do. */
    boolean replaces(String key) {
        return !liveKeys.contains(key);
    }

    private static boolean live(Field field) {
        Applies applies = field.component().getAnnotation(Applies.class);
        return applies != null && applies.value() != Applies.To.TEMPLATE;
    }

    private static void add(MessageDigest digest, Node node) {
        switch (node) {
            case Scalar scalar -> add(digest, scalar.kind().name() + scalar.text());
            case Sequence sequence -> {
                add(digest, "[" + sequence.items().size());
                sequence.items().forEach(item -> add(digest, item));
            }
            case Mapping mapping -> {
                add(digest, "{" + mapping.entries().size());
                mapping.entries().stream().sorted(Comparator.comparing(Mapping.Entry::key)).forEach(entry -> {
                    add(digest, entry.key());
                    add(digest, entry.value());
                });
            }
        }
    }

    /** Length first, so that no two sequences of texts give the same bytes. */
    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
