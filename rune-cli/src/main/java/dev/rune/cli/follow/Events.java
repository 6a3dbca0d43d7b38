package dev.rune.cli.follow;

import dev.rune.cli.json.Json;
import dev.rune.cli.term.Console;

/** Tells what happens while a command waits as lines of JSON on standard output, one object each. */
final class Events {
    private final Console console;

    Events(Console console) {
        this.console = console;
    }

    /** Something happened to a service. */
    void progress(Target target, Story.Line line, ServiceState state) {
        Json status = state.status();
        Json rollout = status.at("rollout");
        print(Json.object("type", "progress", "namespace", target.namespace(), "service", target.name(), "message",
                line.text(), "trouble", line.trouble(), "phase", state.phase(), "desiredReplicas",
                status.number("desiredReplicas", 0), "readyReplicas", status.number("readyReplicas", 0),
                "currentReplicas", status.number("currentReplicas", 0), "mode", rollout.text("mode"), "state",
                rollout.text("state"), "current", rollout.number("current", 0), "step",
                rollout.number("currentStep", 0)));
    }

    /** How it ended. */
    void result(int exitCode, String message) {
        print(Json.object("type", "result", "exitCode", exitCode, "message", message));
    }

    private void print(Json event) {
        console.print(event.toString());
        console.out().flush();
    }
}
