package dev.rune.kernel.spi.runner;

import java.util.Objects;

/**
 * Something of a service's spec that a runner cannot do here. Status: stable since 0.1.
 *
 * @param path    the field, from the service downwards: {@code process.securityContext.user},
 *                {@code resources.memory.limit}
 * @param message what is wrong with which value, and what to do
 */
public record Refusal(String path, String message) {
    public Refusal {
        Objects.requireNonNull(path);
        Objects.requireNonNull(message);
    }
}
