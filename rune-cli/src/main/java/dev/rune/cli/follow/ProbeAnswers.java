package dev.rune.cli.follow;

import dev.rune.cli.api.Api;
import dev.rune.cli.api.Paths;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import java.util.ArrayList;
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

    /**
     * The last failed attempt of a probe.
     *
     * @param instance whose
     * @param probe    its type and role
     * @param message  what came of it, in one line
     */
    record Answer(String instance, String probe, String message) {
        @Override
        public String toString() {
            return probe + " probe: " + message;
        }
    }

    /** The last failed answers for the instances of a service. */
    List<Answer> of(Target target) {
        List<Answer> answers = new ArrayList<>();
        try {
            for (Json probe : api.get(Paths.in(target.namespace(), "services", target.name(), "health").toString())
                    .items()) {
                answer(probe).ifPresent(answers::add);
            }
        } catch (Failure e) {
            // The daemon restarts, or the service is gone: the watch will tell, and the story goes on without answers.
            return List.of();
        }
        return answers;
    }

    private static Optional<Answer> answer(Json probe) {
        List<Json> attempts = probe.items("attempts");
        if (attempts.isEmpty()) {
            return Optional.empty();
        }
        Json last = attempts.get(attempts.size() - 1);
        return last.text("verdict").equals("healthy")
                ? Optional.empty()
                : Optional.of(new Answer(probe.text("instance"),
                        probe.text("type") + " " + probe.text("role"), InstanceState.firstLine(last.text("message"))));
    }

    /** Whether an answer is another than the last one told of this instance. */
    boolean isNew(Answer answer) {
        return !answer.message().equals(told.put(answer.instance(), answer.message()));
    }
}
