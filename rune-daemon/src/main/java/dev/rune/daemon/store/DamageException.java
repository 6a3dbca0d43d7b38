package dev.rune.daemon.store;

import java.util.Objects;

/** A database is not what was stored in it. The message is a clause without the file's name. */
final class DamageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamageException(String what) {
        super(what);
    }

    DamageException(String what, Throwable cause) {
        super(what, cause);
    }

    /** What is wrong. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
