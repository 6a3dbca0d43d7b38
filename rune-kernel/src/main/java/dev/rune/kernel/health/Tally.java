package dev.rune.kernel.health;

import dev.rune.kernel.spec.ProbeSpec;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.status.ProbeAttempt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Counts the verdicts of one probe against its thresholds. Written by one attempt at a time; guarded by its owner. */
final class Tally {
    private static final int KEPT = 10;

    private final ProbeSpec spec;
    private final Deque<ProbeAttempt> attempts = new ArrayDeque<>();
    private int successes;
    private int failures;
    private boolean passing;

    Tally(ProbeSpec spec) {
        this.spec = spec;
    }

    void add(Verdict verdict, Instant at, Duration latency) {
        if (attempts.size() == KEPT) {
            attempts.removeFirst();
        }
        String word = switch (verdict) {
            case Verdict.Healthy _ -> "healthy";
            case Verdict.Unhealthy _ -> "unhealthy";
            case Verdict.Inconclusive _ -> "inconclusive";
        };
        attempts.addLast(new ProbeAttempt(at, word, latency, verdict.message()));
        switch (verdict) {
            case Verdict.Healthy _ -> {
                successes++;
                failures = 0;
                passing |= successes >= spec.successThreshold();
            }
            case Verdict.Unhealthy _ -> {
                failures++;
                successes = 0;
                if (failures >= spec.failureThreshold()) {
                    passing = false;
                }
            }
            case Verdict.Inconclusive _ -> {
            }
        }
    }

    boolean passing() {
        return passing;
    }

    boolean failed() {
        return failures >= spec.failureThreshold();
    }

    boolean asked() {
        return !attempts.isEmpty();
    }

    int successes() {
        return successes;
    }

    int failures() {
        return failures;
    }

    List<ProbeAttempt> attempts() {
        return List.copyOf(attempts);
    }

    String lastMessage() {
        return attempts.isEmpty() ? "" : attempts.getLast().message();
    }
}
