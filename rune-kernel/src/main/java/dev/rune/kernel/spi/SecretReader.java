package dev.rune.kernel.spi;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.OpaqueBytes;
import java.util.Map;
import java.util.Optional;

/**
 * Secrets that the operator's settings name for this plugin under a key {@code secret}, at any depth behind its own keys
 * ({@link Provider#settings()}), and no others. A name is written as in the settings: {@code web} for the one in namespace
 * {@code default}, {@code edge/web} for that in {@code edge}. Answers at once; safe for use by many threads. Status:
 * evolving since 0.1.
 */
public interface SecretReader {
    /** There are none. */
    SecretReader NONE = new SecretReader() {
        @Override
        public Optional<String> version(String name) {
            return Optional.empty();
        }

        @Override
        public Map<String, OpaqueBytes> read(String name) {
            throw ProblemException.of(ProblemCode.NOT_FOUND, "there is no secret '" + name + "'");
        }
    };

    /**
     * Names the present version of a secret; one that was changed, or deleted and made again, has another. Nothing is
     * opened for it, so it may be asked for often. Empty where there is no such secret, or it may not be read.
     */
    Optional<String> version(String name);

    /**
     * The values of a secret by key, opened for this call; to be kept no longer than needed.
     *
     * @throws ProblemException with a sentence for people: {@link ProblemCode#NOT_FOUND} where there is no such secret,
     *         {@link ProblemCode#FORBIDDEN} where the plugin's settings do not name it, {@link ProblemCode#DAMAGED} where it does
     *         not open
     */
    Map<String, OpaqueBytes> read(String name);
}
