package dev.rune.kernel.plugin;

import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The threads that calls into one plugin run on, as many as are under way, and kept for a moment after. Safe for use by
 * many threads.
 *
 * <p>They are platform threads: a call that runs in circles would hold one of the few carriers of virtual threads for
 * ever, and two of them would stop everybody. They are a group of their own, to which belongs what the plugin starts on
 * them; so threads of the plugin can be counted and named.
 */
final class CallThreads {
    private static final long KEPT_SECONDS = 10;

    private final ThreadGroup group;
    private final ThreadPoolExecutor pool;

    CallThreads(String plugin) {
        this.group = new ThreadGroup("plugin " + plugin);
        this.pool = new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEPT_SECONDS, TimeUnit.SECONDS,
                new SynchronousQueue<>(), Thread.ofPlatform().daemon().group(group).factory());
    }

    /**
     * Runs {@code call} on one of them.
     *
     * @throws OutOfMemoryError when the machine gives no further thread
     */
    void run(Runnable call) {
        pool.execute(call);
    }

    /** How many threads the plugin has started in calls and not ended; virtual ones are not seen. */
    int others() {
        return Math.max(0, group.activeCount() - pool.getPoolSize());
    }

    /** The names of some of those. */
    List<String> names(int most) {
        Thread[] all = new Thread[group.activeCount() + 16];
        int count = group.enumerate(all);
        return Stream.of(all).limit(count).map(Thread::getName).filter(name -> !name.startsWith(group.getName()))
                .sorted().limit(most).toList();
    }

    /** The name of a thread while it runs {@code call}. */
    String named(String call) {
        return group.getName() + ": " + call;
    }
}
