package dev.rune.kernel.spi.store;

import java.util.List;

/**
 * Keeps objects durably. Safe for use by several threads. Status: stable since 0.1.
 */
public interface Store extends AutoCloseable {
    /**
     * Every object there is.
     *
     * @throws dev.rune.kernel.problem.ProblemException {@link dev.rune.kernel.problem.ProblemCode#DAMAGED} when what is
     *         stored cannot be read; nothing is left out silently
     */
    List<StoredObject> load();

    /**
     * Makes all changes or none, durably: when it returns they survive the end of this process and of the machine.
     * Commits are seen by {@link #load()} in the order they returned.
     *
     * @throws dev.rune.kernel.problem.ProblemException when they could not be made; none of them was, and the store
     *         refuses further commits when it cannot know that
     */
    void commit(List<Change> changes);

    @Override
    void close();
}
