package dev.rune.daemon.keys;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.store.MasterKeys;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;

/** The master key from where it is kept. Safe for use by several threads. */
public final class MasterKeyring implements MasterKeys {
    /** The environment variable that may hold the key itself. */
    public static final String VARIABLE = "RUNE_MASTER_KEY";

    private final KeySource source;
    /** Replaced whole, under this object's lock. */
    private volatile List<MasterKey> keys;

    private MasterKeyring(KeySource source) {
        this.source = source;
        this.keys = source.load();
    }

    /**
     * The key in {@code file}, which is made when the first is needed.
     *
     * @throws ProblemException when the file is there and holds no key, or others may read it
     */
    public static MasterKeyring file(Path file) {
        return new MasterKeyring(new KeyFile(file));
    }

    /** The key in {@code text}; after it, separated by white space or commas, those it has replaced. */
    public static MasterKeyring given(String text) {
        return new MasterKeyring(new GivenKey(text));
    }

    /** The key that {@code command} prints. */
    public static MasterKeyring printedBy(String command) {
        return new MasterKeyring(new KeyCommand(command));
    }

    @Override
    public List<String> ids() {
        return keys.stream().map(MasterKey::id).toList();
    }

    @Override
    public synchronized void renew() {
        keys = source.renew(keys);
    }

    @Override
    public synchronized void retire() {
        if (keys.size() > 1) {
            source.retire(keys.getFirst());
            keys = List.of(keys.getFirst());
        }
    }

    @Override
    public byte[] wrap(byte[] dataKey, byte[] context) {
        return keys.getFirst().wrap(dataKey, context);
    }

    @Override
    public byte[] unwrap(String id, byte[] wrapped, byte[] context) {
        MasterKey key = keys.stream().filter(known -> known.id().equals(id)).findFirst()
                .orElseThrow(() -> ProblemException.of(ProblemCode.DAMAGED, "the master key '" + id + "' is not here"));
        try {
            return key.unwrap(wrapped, context);
        } catch (GeneralSecurityException closed) {
            throw new ProblemException(
                    Problem.of(ProblemCode.DAMAGED, "what is stored was changed: its data key does not open"), closed);
        }
    }
}
