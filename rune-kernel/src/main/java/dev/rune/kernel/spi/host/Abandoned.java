package dev.rune.kernel.spi.host;

import java.util.Objects;

/**
 * A service that was forgotten while nobody could stop what runs of it. Status: stable since 0.1.
 *
 * @param runner the runner that started its instances, which are left as they are
 * @param scale  how many of them were wanted
 */
public record Abandoned(String runner, int scale) {
    public Abandoned {
        Objects.requireNonNull(runner);
    }
}
