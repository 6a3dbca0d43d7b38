package dev.rune.kernel.spi.store;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.util.List;

/**
 * The master key, by which the data keys of secrets are wrapped. It is kept outside the store. Safe for use by several
 * threads. Status: evolving since 0.1.
 */
public interface MasterKeys {
    /** Keeps no key: secrets are refused. */
    MasterKeys NONE = new MasterKeys() {
        @Override
        public List<String> ids() {
            return List.of();
        }

        @Override
        public void renew() {
            throw none();
        }

        @Override
        public void retire() {
            // There is none.
        }

        @Override
        public byte[] wrap(byte[] dataKey, byte[] context) {
            throw none();
        }

        @Override
        public byte[] unwrap(String id, byte[] wrapped, byte[] context) {
            throw none();
        }

        private ProblemException none() {
            return ProblemException.of(ProblemCode.UNSUPPORTED,
                    "this kernel was started without a master key, so it keeps no secrets");
        }
    };

    /** The names of the keys at hand, the current one first; empty where none was made yet. A name tells nothing of its key. */
    List<String> ids();

    /**
     * Makes a new key the current one, durably; those before stay at hand until {@link #retire()}.
     *
     * @throws ProblemException {@link ProblemCode#CONFLICT} when the key is not ours to make
     */
    void renew();

    /** Forgets every key but the current one. Called when nothing is wrapped by them any more. */
    void retire();

    /** Wraps {@code dataKey} by the current key, bound to {@code context}. */
    byte[] wrap(byte[] dataKey, byte[] context);

    /**
     * The data key in {@code wrapped}.
     *
     * @param id the master key it was wrapped by
     * @throws ProblemException {@link ProblemCode#DAMAGED} when that is not at hand, or when it does not open
     */
    byte[] unwrap(String id, byte[] wrapped, byte[] context);
}
