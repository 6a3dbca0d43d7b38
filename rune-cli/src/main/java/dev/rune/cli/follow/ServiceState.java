package dev.rune.cli.follow;

import dev.rune.cli.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is the case with a service, read from the daemon's document.
 *
 * @param document the castfile and the status
 */
record ServiceState(Json document) {
    /** Nothing has been heard of it yet. */
    static final ServiceState UNKNOWN = new ServiceState(Json.object());

    Json status() {
        return document.at("status");
    }

    String phase() {
        return status().text("phase");
    }

    /** {@code 2/3 ready}, {@code unknown}; where none is wanted, {@code stopped}, or how many are left. */
    String readiness() {
        if (!status().present()) {
            return "unknown";
        }
        if (status().number("desiredReplicas", 1) == 0) {
            long left = status().number("currentReplicas", 0);
            return left == 0 ? "stopped" : left + " to stop";
        }
        return status().text("readyReplicas") + "/" + status().text("desiredReplicas") + " ready";
    }

    /** Whether a generation, or a later one, has been acted upon, and whoever comes from outside finds it. */
    boolean observed(long generation) {
        return status().number("observedGeneration", -1) >= generation;
    }

    /** Whether a generation, or a later one, has been acted upon and {@code word} is the state of its rollout. */
    private boolean rolloutIs(String word, long generation) {
        return observed(generation) && status().at("rollout").text("state").equalsIgnoreCase(word);
    }

    boolean reached(long generation) {
        return rolloutIs("complete", generation);
    }

    boolean failed(long generation) {
        return rolloutIs("failed", generation);
    }

    /** What goes on, or went on last. */
    OperationState rollout() {
        return new OperationState(status().at("rollout"));
    }

    /** How the operation that a generation began has ended; empty while it goes on, and where that is not told. */
    Optional<OperationState> ended(long generation) {
        for (Json operation : status().at("rollout").items("history")) {
            if (operation.number("generation", -1) == generation) {
                return Optional.of(new OperationState(operation));
            }
        }
        return Optional.empty();
    }

    /** Whether what a generation began has failed and rests until somebody decides. */
    boolean resting(long generation) {
        return rollout().generation() == generation && rolloutIs("paused", generation)
                && !rollout().message().isEmpty();
    }

    List<InstanceState> instances() {
        List<InstanceState> instances = new ArrayList<>();
        for (Json instance : status().items("instances")) {
            instances.add(new InstanceState(instance));
        }
        return instances;
    }

    /** The instances in the order in which they lived: the ended, oldest first, then those that are there. */
    List<InstanceState> inOrderOfLife() {
        List<InstanceState> ordered = new ArrayList<>();
        for (InstanceState instance : instances()) {
            ordered.add(instance.hasEnded() ? 0 : ordered.size(), instance);
        }
        return ordered;
    }

    /** Why it is not done, in one line; may be empty. */
    String why() {
        for (String text : List.of(status().at("rollout").text("message"), status().text("message"),
                status().text("reason"))) {
            if (!text.isBlank()) {
                return text.lines().findFirst().orElse("");
            }
        }
        return "";
    }
}
