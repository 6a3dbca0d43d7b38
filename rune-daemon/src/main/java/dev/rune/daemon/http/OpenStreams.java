package dev.rune.daemon.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The answers that have no end of their own, so that they can be ended with the server. Safe for use by many threads. */
final class OpenStreams {
    /** Takes a stream out again. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    private final Set<Runnable> ends = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param end makes the stream end soon; returns at once */
    Registration add(Runnable end) {
        ends.add(end);
        if (closed) {
            end.run();
        }
        return () -> ends.remove(end);
    }

    /** Ends all there are and all that come. */
    void close() {
        closed = true;
        ends.forEach(Runnable::run);
    }
}
