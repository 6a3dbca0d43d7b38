package dev.rune.cli.follow;

import dev.rune.cli.json.Json;

/**
 * What is the case with an instance, read from the daemon's document.
 *
 * @param json the instance
 */
record InstanceState(Json json) {
    String id() {
        return json.text("id");
    }

    String state() {
        return json.text("state");
    }

    boolean ready() {
        return json.flag("ready");
    }

    /** Whether it is made of the latest template. */
    boolean current() {
        return !json.at("current").present() || json.flag("current");
    }

    boolean is(String state) {
        return state().equals(state);
    }

    /** Whether it lived and has ended. */
    boolean hasEnded() {
        return (is("Stopped") || is("Failed")) && !waitsForItsTurn();
    }

    /** Whether it has not been started yet: its predecessor crashed, and it comes after a while. */
    boolean waitsForItsTurn() {
        return !nextAttemptAt().isEmpty() && !json.at("finishedAt").present() && (is("Failed") || is("Pending"));
    }

    /** Whether there is something of it, and not only the wish that it be started. */
    boolean started() {
        return json.at("startedAt").present() || json.at("pid").present() || json.at("containerId").present();
    }

    /** Whether it runs and is not ready. */
    boolean startingOrSick() {
        return is("Starting") || is("Unhealthy") || is("Running") && !ready();
    }

    String lastFailure() {
        return json.text("lastFailure");
    }

    String message() {
        return json.text("message");
    }

    String nextAttemptAt() {
        return json.text("nextAttemptAt");
    }

    /**
     * Why it has not been started yet, in one line: how the one before it ended, or what kept the host from starting it;
     * may be empty.
     */
    String hindrance() {
        return firstLine(lastFailure().isEmpty() ? message() : lastFailure());
    }

    /** {@code  (pid 4711)}, or nothing. */
    String process() {
        return json.at("pid").present() ? " (pid " + json.text("pid") + ")" : "";
    }

    /** {@code  at 127.0.0.1:8080, 127.0.0.1:9090}, or nothing where it listens nowhere. */
    String addresses() {
        StringBuilder addresses = new StringBuilder();
        for (Json port : json.items("ports")) {
            addresses.append(addresses.isEmpty() ? " at " : ", ").append(port.text("host")).append(':')
                    .append(port.text("targetPort"));
        }
        return addresses.toString();
    }

    /** How it ended: {@code exit code 3}, {@code signal 9}, {@code out of memory}; empty where that is unknown. */
    String exit() {
        if (json.flag("outOfMemory")) {
            return "out of memory";
        }
        if (json.at("signal").present()) {
            return "signal " + json.text("signal");
        }
        return json.at("exitCode").present() ? "exit code " + json.text("exitCode") : "";
    }

    /** Why it failed, in one line. */
    String failure() {
        String why = exit();
        return why.isEmpty() ? hindrance() : why;
    }

    static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
