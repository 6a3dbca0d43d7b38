package dev.rune.cli.follow;

import dev.rune.cli.json.Json;

/**
 * One scale, stop, restart or cast of a service, read from the daemon's document.
 *
 * @param json the operation
 */
record OperationState(Json json) {
    long generation() {
        return json.number("generation", -1);
    }

    boolean is(String state) {
        return json.text("state").equals(state);
    }

    boolean gradual() {
        return json.text("mode").equals("gradual");
    }

    /** {@code scale to 10}, {@code cast}. */
    String what() {
        String reason = json.text("reason");
        return reason.equals("scale") ? reason + " to " + json.text("to") : reason;
    }

    String message() {
        return json.text("message");
    }

    /** The instance that made it fail; may be empty. */
    String culprit() {
        return json.text("culprit");
    }

    /** {@code step 2 of 4: 6 of 10 instances}. */
    String step() {
        return "step " + json.text("currentStep") + " of " + json.text("steps") + ": " + json.text("current") + " of "
                + json.text("to") + " instances";
    }

    /** What it was before: {@code 2}. */
    String from() {
        return json.text("from");
    }
}
