package dev.rune.kernel.section;

import java.util.Objects;

/**
 * Thrown by the constructor of a section's record when its fields do not fit together; the binder turns it into a
 * finding at the field named. Status: stable since 0.1.
 */
public final class SectionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String key;

    /**
     * @param key     the key of the field to point at, as in the file; the section itself is pointed at where it is not
     *                written
     * @param message what is wrong and what is allowed
     */
    public SectionException(String key, String message) {
        super(Objects.requireNonNull(message));
        this.key = Objects.requireNonNull(key);
    }

    /** What is wrong and what is allowed. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** The key of the field to point at. */
    public String key() {
        return key;
    }
}
