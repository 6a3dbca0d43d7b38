package dev.rune.kernel.event;

import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.host.Subscription;
import dev.rune.kernel.status.Event;
import dev.rune.kernel.status.Event.Severity;
import dev.rune.kernel.status.InstanceId;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The last events, in order. Safe for use by many threads. */
public final class EventLog {
    private static final int KEPT = 10_000;

    private final InstantSource clock;
    private final Deque<Event> ring = new ArrayDeque<>();
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private long sequence;

    /** A log whose events happen at the time of {@code clock}. */
    public EventLog(InstantSource clock) {
        this.clock = clock;
    }

    /** Something happened to a service. */
    public void service(Severity severity, ServiceRef service, String reason, String message) {
        add(severity, service.namespace(), "service/" + service.name(), reason, message);
    }

    /** Something happened to an instance. */
    public void instance(Severity severity, InstanceId instance, String reason, String message) {
        add(severity, instance.namespace(), "instance/" + instance.name(), reason, message);
    }

    /** Something happened to {@code object}. */
    public synchronized void add(Severity severity, String namespace, String object, String reason, String message) {
        Event event = new Event(++sequence, clock.instant(), severity, namespace, object, reason, message);
        if (ring.size() == KEPT) {
            ring.removeFirst();
        }
        ring.addLast(event);
        listeners.forEach(listener -> listener.accept(event));
    }

    /** The events after {@code after} that are still kept, oldest first. */
    public synchronized List<Event> after(long after) {
        return ring.stream().filter(event -> event.sequence() > after).toList();
    }

    /** Calls {@code listener} with each further event, in order. */
    public Subscription subscribe(Consumer<Event> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
