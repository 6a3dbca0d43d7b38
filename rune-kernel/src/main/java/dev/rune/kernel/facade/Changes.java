package dev.rune.kernel.facade;

import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.host.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells whoever wants to know which service has changed. Safe for use by many threads. */
public final class Changes {
    private final List<Consumer<ServiceRef>> listeners = new CopyOnWriteArrayList<>();

    /** Nobody wants to know yet. */
    public Changes() {}

    /** Tells that {@code service} has changed. */
    public void tell(ServiceRef service) {
        listeners.forEach(listener -> listener.accept(service));
    }

    Subscription subscribe(Consumer<ServiceRef> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
