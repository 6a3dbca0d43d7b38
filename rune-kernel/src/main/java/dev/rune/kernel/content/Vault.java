package dev.rune.kernel.content;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.record.Catalog;
import dev.rune.kernel.record.ContentRecord;
import dev.rune.kernel.record.ContentRecord.Sealed;
import dev.rune.kernel.spec.ContentKind;
import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spi.store.MasterKeys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Seals the values of secrets and opens them: each version by a data key of its own, which the master key wraps, both
 * bound to namespace, name and version. Keeps no value. Safe for use by many threads.
 */
public final class Vault {
    private final Catalog catalog;
    private final MasterKeys keys;
    private final RandomGenerator random;

    /** A vault for the secrets of {@code catalog}. */
    public Vault(Catalog catalog, MasterKeys keys, RandomGenerator random) {
        this.catalog = catalog;
        this.keys = keys;
        this.random = random;
    }

    /**
     * Sees that every secret opens, makes the first master key, and ends a rotation that was cut short.
     *
     * @throws ProblemException {@link ProblemCode#DAMAGED} with the names of the secrets that do not open; nothing was
     *         changed then
     */
    public void unlock() {
        List<String> lost = new ArrayList<>();
        String why = "";
        for (ContentRecord secret : secrets(catalog.contents())) {
            try {
                secret.versions().forEach(this::read);
            } catch (ProblemException closed) {
                lost.add(secret.namespace() + "/" + secret.name());
                why = closed.problem().message();
            }
        }
        if (!lost.isEmpty()) {
            throw ProblemException.of(ProblemCode.DAMAGED, (keys.ids().isEmpty()
                    ? "there is no master key, and these secrets cannot be opened without it: "
                    : "with this master key these secrets cannot be opened and would be lost: ")
                    + String.join(", ", lost) + " (" + why
                    + "); start runed with the key they were kept under, nothing was changed");
        }
        if (keys.ids().isEmpty() && !keys.equals(MasterKeys.NONE)) {
            keys.renew();
        }
        if (keys.ids().size() > 1) {
            catalog.apply(this::rewrap);
            keys.retire();
        }
    }

    /**
     * Makes a new master key and wraps every data key by it.
     *
     * @return how many secrets there are
     */
    public int rotate() {
        int rewrapped = catalog.change(transaction -> {
            keys.renew();
            rewrap(transaction);
            return secrets(transaction.contents()).size();
        });
        keys.retire();
        return rewrapped;
    }

    private void rewrap(Catalog.Transaction transaction) {
        String current = keys.ids().getFirst();
        for (ContentRecord secret : secrets(transaction.contents())) {
            ContentRecord after = secret.resealed((version, sealed) -> rewrapped(secret.ref(), version, sealed,
                    current));
            if (!after.equals(secret)) {
                transaction.put(after);
            }
        }
    }

    private Sealed rewrapped(ContentRef secret, long version, Sealed sealed, String current) {
        if (sealed.masterKey().equals(current)) {
            return sealed;
        }
        byte[] context = context(secret, version);
        byte[] dataKey = keys.unwrap(sealed.masterKey(), decoded(sealed.dataKey()), context);
        try {
            return new Sealed(current, encoded(keys.wrap(dataKey, context)), sealed.values());
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    private static List<ContentRecord> secrets(List<ContentRecord> contents) {
        return contents.stream().filter(content -> content.sealed().isPresent()).toList();
    }

    /**
     * {@code data} as it is stored. Called in the transaction that stores it, so that no rotation comes between.
     */
    public Sealed seal(ContentRef secret, long version, Map<String, OpaqueBytes> data) {
        byte[] context = context(secret, version);
        byte[] dataKey = new byte[Sealing.KEY_BYTES];
        random.nextBytes(dataKey);
        try {
            byte[] wrapped = keys.wrap(dataKey, context);
            return new Sealed(keys.ids().getFirst(), encoded(wrapped),
                    encoded(Sealing.seal(dataKey, context, data, random)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has AES-256-GCM", impossible);
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    /**
     * The values of {@code content} by key, to be kept no longer than needed.
     *
     * @throws ProblemException {@link ProblemCode#DAMAGED} when they do not open
     */
    public Map<String, OpaqueBytes> read(ContentRecord content) {
        if (content.kind() == ContentKind.CONFIGMAP) {
            Map<String, OpaqueBytes> values = new LinkedHashMap<>();
            content.keys()
                    .forEach(key -> values.put(key, OpaqueBytes.of(decoded(content.data().getOrDefault(key, "")))));
            return values;
        }
        Sealed sealed = content.sealed().orElseThrow(() -> damaged(content, new GeneralSecurityException("no values")));
        byte[] context = context(content.ref(), content.version());
        byte[] dataKey = keys.unwrap(sealed.masterKey(), decoded(sealed.dataKey()), context);
        try {
            return Sealing.open(dataKey, context, decoded(sealed.values()));
        } catch (GeneralSecurityException closed) {
            throw damaged(content, closed);
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    private static ProblemException damaged(ContentRecord content, GeneralSecurityException cause) {
        return new ProblemException(Problem.of(ProblemCode.DAMAGED,
                content.ref() + " in namespace '" + content.namespace()
                        + "' does not open: what is stored was changed"),
                cause);
    }

    private static byte[] context(ContentRef secret, long version) {
        return String.join("\0", "rune", "1", secret.kind().word(), secret.namespace(), secret.name(),
                Long.toString(version)).getBytes(StandardCharsets.UTF_8);
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] decoded(String text) {
        return Base64.getDecoder().decode(text);
    }
}
