package dev.rune.daemon.keys;

import java.util.List;

/** Where the master key comes from. Used by one thread at a time. */
interface KeySource {
    /** The keys, the current one first, then those that it has replaced; empty where none was made yet. */
    List<MasterKey> load();

    /**
     * The keys after the current one was replaced by a new one, durably.
     *
     * @param before the keys at hand
     * @throws dev.rune.kernel.problem.ProblemException when no new one can be had here
     */
    List<MasterKey> renew(List<MasterKey> before);

    /** Forgets every key but {@code current}, where the keys are kept here. */
    void retire(MasterKey current);
}
