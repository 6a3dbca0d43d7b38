package dev.rune.cli.follow;

import dev.rune.cli.api.Api;
import dev.rune.cli.api.Paths;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks what the probes of instances that are not ready say. */
final class ProbeAnswers {
    private final Api api;
    private final Map<String, String> told = new HashMap<>();

    ProbeAnswers(Api api) {
        this.api = api;
    }

    /** The last failed answer of each instance of a service, by instance. */
    Map<String, String> of(Target target) {
        Map<String, String> answers = new HashMap<>();
        try {
            for (Json probe : api.get(Paths.in(target.namespace(), "services", target.name(), "health").toString())
                    .items()) {
                answer(probe).ifPresent(answer -> answers.put(probe.text("instance"), answer));
            }
        } catch (Failure e) {
            // The daemon restarts, or the service is gone: the watch will tell, and the story goes on without answers.
            return Map.of();
        }
        return answers;
    }

    private static Optional<String> answer(Json probe) {
        List<Json> attempts = probe.items("attempts");
        if (attempts.isEmpty()) {
            return Optional.empty();
        }
        Json last = attempts.get(attempts.size() - 1);
        return last.text("verdict").equals("healthy")
                ? Optional.empty()
                : Optional.of(probe.text("type") + " " + probe.text("role") + " probe: "
                        + InstanceState.firstLine(last.text("message")));
    }

    /** Whether an answer is another than the last one told of this instance. */
    boolean isNew(String instance, String answer) {
        return !answer.equals(told.put(instance, answer));
    }
}
