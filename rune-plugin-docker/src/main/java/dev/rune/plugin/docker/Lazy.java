package dev.rune.plugin.docker;

import java.util.Optional;
import java.util.function.Supplier;

/** A value that is made once, by the first who needs it: a daemon without containers does without its classes. */
final class Lazy<T> implements Supplier<T> {
    private final Supplier<T> maker;
    /** Guarded by this. */
    private Optional<T> value = Optional.empty();

    Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized T get() {
        if (value.isEmpty()) {
            value = Optional.of(maker.get());
        }
        return value.get();
    }
}
