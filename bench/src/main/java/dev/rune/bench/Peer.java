package dev.rune.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Something that keeps programs running. One object is one visit: a daemon from its start to its end. */
interface Peer extends AutoCloseable {
    /** Starts the daemon and returns once it takes commands. */
    void start();

    /** What can be done before {@link #up} and is not counted. */
    default void prepare(List<String> command, int count) {}

    /** Has so many copies of a command started; may return before they run. */
    void up(List<String> command, int count);

    /** The last line of what the first copy printed, as a user of this peer would ask for it; empty without any. */
    String lastLine();

    /** Every process that it runs for itself. */
    Set<Long> own();

    @Override
    void close();

    /** A kind of peer. */
    interface Kind {
        String name();

        /** Whether it is installed. */
        boolean available();

        /** One visit, with a folder of its own. */
        Peer visit(Path folder);
    }
}
