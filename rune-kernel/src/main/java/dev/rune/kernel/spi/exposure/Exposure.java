package dev.rune.kernel.spi.exposure;

import dev.rune.kernel.status.InstanceId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings requests, streams and connections from outside to instances. {@link #apply} is called by one thread at a time;
 * everything else may come at any time from any thread and must answer at once. Status: evolving since 0.1.
 */
public interface Exposure extends AutoCloseable {
    /**
     * Makes {@code table} the whole of what is routed, atomically. When it returns, no new request goes to an instance
     * that is not in it; on a connection that is kept open every request counts as new. Those under way finish. What is
     * still open to an instance once {@link RouteTable.Route#drain} has passed since it left is closed in the manner of
     * its protocol, so that the other side can tell an end from a fault; the kernel stops the instance when nothing is
     * in flight to it any more, at the latest a second after that. Idempotent.
     *
     * <p>A route that cannot be served, such as one whose port is taken, does not keep the others from it: it is told by
     * {@link RouteReport#trouble} and tried again. What is thrown means that the table before is still in force; the
     * kernel tries again later.
     */
    void apply(RouteTable table);

    /** Requests, streams and connections still under way to {@code instance}, also after it has left the table. */
    int inFlight(InstanceId instance);

    /** One report for each route of the table. */
    List<RouteReport> report();

    /**
     * How many requests were answered that count for no route, by the status they were answered with, since the exposure
     * is there: they named a host or path that nobody has claimed, or were not understood.
     */
    default Map<Integer, Long> unrouted() {
        return Map.of();
    }

    /**
     * What keeps the exposure as a whole from working, in a sentence for people: an address that is taken. Nothing is
     * decided by it.
     */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /**
     * Routes nothing any more and closes what it listens on; instances are not touched. Nothing new is taken from here
     * on; requests that are under way have a few seconds to end, and what does not end by itself is brought to an end in
     * the manner of its protocol. The kernel waits at most ten seconds. Where a planned restart follows, what was asked
     * of {@link dev.rune.kernel.spi.ListeningSockets} goes on listening all the same, and new connections wait there: so
     * the sooner this returns, the shorter they wait.
     */
    @Override
    void close();
}
