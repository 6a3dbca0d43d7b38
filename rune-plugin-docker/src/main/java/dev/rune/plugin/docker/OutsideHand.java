package dev.rune.plugin.docker;

import dev.rune.kernel.status.Exit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what we do to containers from what others do: {@code docker stop}, {@code docker rm}, the end of the engine.
 * Keeps what we have begun, and what the engine's events told of it that was not ours. Nothing but the wording of events,
 * and whether an end counts against a service, depends on it. Safe for use by several threads.
 */
final class OutsideHand {
    static final String PAUSED = "was paused by a hand other than Rune's (docker pause); it is set going again";
    static final String RESTARTED = "was started again by a hand other than Rune's (docker restart or docker start)";
    static final String REMOVED = "was removed by a hand other than Rune's (docker rm)";
    private static final String ENGINE = "was ended with the Docker engine, which was stopped or restarted";

    /** How long after a signal an end still counts as its consequence. */
    private static final Duration CONSEQUENCE = Duration.ofMinutes(1);
    /** The clock of the engine is ours, but it notes an end a little later than it happens. */
    private static final Duration BLUR = Duration.ofSeconds(2);
    private static final int OUTAGES_KEPT = 16;
    /** How long the engine's events may lag behind its lists. */
    private static final Duration LAG = Duration.ofSeconds(1);

    /** A signal that was not ours. */
    private record Sent(int signal, Instant at) {}

    /** A time in which the engine was away; without an end it still is. */
    private record Outage(Instant from, Optional<Instant> to) {}

    // All guarded by this; keys are ids of containers.
    private final Set<String> ending = new HashSet<>();
    private final Set<String> starting = new HashSet<>();
    private final Map<String, Integer> signalling = new HashMap<>();
    private final Map<String, Sent> sent = new HashMap<>();
    private final Map<String, String> restarted = new HashMap<>();
    /** Those whose end the engine has told. */
    private final Set<String> told = new HashSet<>();
    /** When an end was first listed that was not told yet. */
    private final Map<String, Instant> untold = new HashMap<>();
    private final Deque<Outage> outages = new ArrayDeque<>();
    /** Whether the engine's events come to us. */
    private boolean listening;

    /** We begin to stop or remove it. */
    synchronized void weEnd(String container) {
        ending.add(container);
    }

    /** Whether we have begun to stop or remove it. */
    synchronized boolean endedByUs(String container) {
        return ending.contains(container);
    }

    /** Whether neither we nor anybody else is known to have had a hand in its end. */
    synchronized boolean endedByItself(String container) {
        return !ending.contains(container) && !signalling.containsKey(container) && !sent.containsKey(container);
    }

    /** We begin to start it. */
    synchronized void weStart(String container) {
        starting.add(container);
    }

    /** We begin to send it a signal. */
    synchronized void weSignal(String container) {
        signalling.merge(container, 1, Integer::sum);
    }

    /** The engine tells that it was started; whether it was by us. */
    synchronized boolean started(String container) {
        boolean ours = starting.remove(container);
        told.remove(container);
        if (!ours) {
            restarted.put(container, RESTARTED);
        }
        return ours;
    }

    /** The engine tells that it has ended; whoever ended it was told before. */
    synchronized void died(String container) {
        told.add(container);
        untold.remove(container);
    }

    /**
     * Whether the events that name who ended a container are still to come. Lists can be ahead of events, and an end is
     * told after the signal that caused it.
     */
    synchronized boolean awaited(String container, Instant now) {
        if (!listening || told.contains(container) || ending.contains(container)) {
            return false;
        }
        return now.isBefore(untold.computeIfAbsent(container, _ -> now).plus(LAG));
    }

    /** The engine tells that it was sent a signal. */
    synchronized void signalled(String container, int signal, Instant at) {
        Integer ours = signalling.get(container);
        if (ours != null) {
            if (ours == 1) {
                signalling.remove(container);
            } else {
                signalling.put(container, ours - 1);
            }
        } else if (!ending.contains(container)) {
            sent.put(container, new Sent(signal, at));
        }
    }

    /** The engine has been lost. */
    synchronized void lost(Instant now) {
        listening = false;
        if (outages.isEmpty() || outages.getLast().to().isPresent()) {
            outages.addLast(new Outage(now, Optional.empty()));
            if (outages.size() > OUTAGES_KEPT) {
                outages.removeFirst();
            }
        }
    }

    /** The engine is there. */
    synchronized void found(Instant now) {
        listening = true;
        if (!outages.isEmpty() && outages.getLast().to().isEmpty()) {
            outages.addLast(new Outage(outages.removeLast().from(), Optional.of(now)));
        }
    }

    /** What was done to a living container; empty where nothing was. */
    synchronized Optional<String> ofLife(String container) {
        return Optional.ofNullable(restarted.get(container));
    }

    /** Who ended a container that has ended, in a sentence; empty where it or we did. */
    synchronized Optional<String> ofEnd(String container, Exit exit, Instant finishedAt) {
        if (ending.contains(container)) {
            return Optional.empty();
        }
        Sent signal = sent.get(container);
        if (signal != null && consequence(signal, exit, finishedAt)) {
            return Optional.of("was ended with signal " + signal.signal()
                    + " by a hand other than Rune's (docker stop, docker kill, or the end of the engine)");
        }
        boolean away = outages.stream().anyMatch(outage -> !finishedAt.isBefore(outage.from().minus(BLUR))
                && outage.to().map(to -> !finishedAt.isAfter(to.plus(BLUR))).orElse(true));
        return away ? Optional.of(ENGINE) : Optional.empty();
    }

    private static boolean consequence(Sent signal, Exit exit, Instant finishedAt) {
        boolean thatSignal = exit.signal().isPresent() && exit.signal().getAsInt() == signal.signal();
        return thatSignal || !finishedAt.isAfter(signal.at().plus(CONSEQUENCE));
    }

    /** Keeps nothing about containers that are not there any more. */
    synchronized void forgetAllBut(Set<String> present) {
        ending.retainAll(present);
        starting.retainAll(present);
        signalling.keySet().retainAll(present);
        sent.keySet().retainAll(present);
        restarted.keySet().retainAll(present);
        told.retainAll(present);
        untold.keySet().retainAll(present);
    }
}
