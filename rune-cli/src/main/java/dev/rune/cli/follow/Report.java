package dev.rune.cli.follow;

import dev.rune.cli.api.Api;
import dev.rune.cli.api.Paths;
import dev.rune.cli.api.Response;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import dev.rune.cli.json.JsonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells why a service is not where it should be: the cause, what its probe was answered, and its last words. */
final class Report {
    private static final int LAST_LINES = 10;
    private static final int PATIENCE_MILLIS = 5_000;

    private final Api api;
    private final Target target;
    private final ServiceState state;
    private final List<String> lines = new ArrayList<>();

    private Report(Api api, Target target, ServiceState state) {
        this.api = api;
        this.target = target;
        this.state = state;
    }

    /** The lines below the first, which says that it failed or takes too long. */
    static List<String> of(Api api, Target target, ServiceState state) {
        Report report = new Report(api, target, state);
        report.write(state.why(), report.culprit());
        return report.lines;
    }

    /** The same where it is known which operation failed. */
    static List<String> of(Api api, Target target, ServiceState state, OperationState failed) {
        Report report = new Report(api, target, state);
        Optional<InstanceState> culprit = state.instances().stream()
                .filter(instance -> instance.id().equals(failed.culprit())).findFirst();
        report.write(InstanceState.firstLine(failed.message()), culprit);
        return report.lines;
    }

    private void write(String cause, Optional<InstanceState> culprit) {
        if (!cause.isEmpty()) {
            lines.add("  cause: " + cause);
        }
        String failure = failure(culprit);
        if (!failure.isEmpty() && !cause.contains(failure)) {
            lines.add("  last failure: " + failure);
        }
        for (ProbeAnswers.Answer answer : new ProbeAnswers(api).of(target)) {
            if (!cause.contains(answer.message()) && !failure.contains(answer.message())) {
                lines.add("  " + answer.instance() + ": " + answer);
            }
        }
        culprit.filter(instance -> instance.started() || instance.hasEnded()).ifPresent(this::lastWords);
    }

    /** The instance that has most to tell: the latest that failed, else one that does not get ready. */
    private Optional<InstanceState> culprit() {
        InstanceState best = null;
        for (InstanceState instance : state.instances()) {
            boolean candidate = instance.current() && !instance.waitsForItsTurn()
                    && (instance.is("Failed") || instance.startingOrSick());
            if (candidate && (best == null || rank(instance).compareTo(rank(best)) > 0)) {
                best = instance;
            }
        }
        return Optional.ofNullable(best);
    }

    private static String rank(InstanceState instance) {
        return (instance.is("Failed") ? "1" : "0") + instance.json().text("finishedAt");
    }

    private String failure(Optional<InstanceState> culprit) {
        if (culprit.isPresent() && !culprit.get().failure().isEmpty()) {
            return culprit.get().failure();
        }
        for (InstanceState instance : state.instances()) {
            if (instance.current() && !instance.lastFailure().isEmpty()) {
                return InstanceState.firstLine(instance.lastFailure());
            }
        }
        return "";
    }

    private void lastWords(InstanceState instance) {
        List<String> words = new ArrayList<>();
        String path = Paths.in(target.namespace(), "logs", instance.id()).with("tail", String.valueOf(LAST_LINES))
                .toString();
        try (Response response = api.open(path, "application/x-ndjson", PATIENCE_MILLIS);
                BufferedReader reader = new BufferedReader(new InputStreamReader(response, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                words.add("    " + Json.parse(line).text("line"));
            }
        } catch (Failure | IOException | JsonException e) {
            lines.add("  its output cannot be read: " + e.getMessage());
        }
        if (!words.isEmpty()) {
            lines.add("  last output of " + instance.id() + ":");
            lines.addAll(words);
        }
    }
}
