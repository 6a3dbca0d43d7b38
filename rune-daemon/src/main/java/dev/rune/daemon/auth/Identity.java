package dev.rune.daemon.auth;

import java.util.Objects;

/**
 * Who a token belongs to.
 *
 * @param name a name for people
 * @param role what its holder may do; {@code admin} may do everything
 */
public record Identity(String name, String role) {
    /** May do everything. */
    public static final String ADMIN = "admin";

    public Identity {
        Objects.requireNonNull(name);
        Objects.requireNonNull(role);
    }
}
