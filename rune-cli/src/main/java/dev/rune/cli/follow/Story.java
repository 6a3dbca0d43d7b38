package dev.rune.cli.follow;

import dev.rune.cli.term.Times;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells what happens to one service: compares what is the case now with what was, and puts the difference into lines. */
final class Story {
    private final String name;
    private final Map<String, InstanceState> known = new HashMap<>();
    private String readiness = "";
    private String message = "";
    private String step = "";
    private boolean begun;

    Story(String name) {
        this.name = name;
    }

    /**
     * A line of the story.
     *
     * @param text    what happened
     * @param trouble whether it should not have
     */
    record Line(String text, boolean trouble) {}

    /** What has happened since the last time. */
    List<Line> next(ServiceState now, long nowMillis) {
        List<Line> lines = new ArrayList<>();
        for (InstanceState instance : now.inOrderOfLife()) {
            compare(known.put(instance.id(), instance), instance, nowMillis, lines);
        }
        OperationState rollout = now.rollout();
        String current = !rollout.gradual() || rollout.is("Complete") ? "" : rollout.step();
        if (!current.isEmpty() && !current.equals(step)) {
            lines.add(line(current, false));
        }
        step = current;
        String why = now.phase().equals("Pending") ? InstanceState.firstLine(now.status().text("message")) : "";
        if (!why.isEmpty() && !why.equals(message)) {
            lines.add(line(why, false));
        }
        message = why;
        if (!now.readiness().equals(readiness)) {
            readiness = now.readiness();
            lines.add(line(readiness, false));
        }
        begun = true;
        return lines;
    }

    private void compare(InstanceState before, InstanceState now, long nowMillis, List<Line> lines) {
        boolean known = before != null;
        if (!known && !begun && (now.hasEnded() || now.ready())) {
            // It was so before we came.
            return;
        }
        if (!(known && before.started()) && now.started() && (now.startingOrSick() || now.is("Running"))) {
            lines.add(line("instance " + now.id() + " started" + now.process(), false));
        }
        if (now.ready() && !(known && before.ready())) {
            lines.add(line("instance " + now.id() + " is ready" + now.addresses(), false));
        }
        if (known && before.ready() && now.startingOrSick()) {
            lines.add(line("instance " + now.id() + " is not ready any more" + after(": ", now.message()), true));
        }
        if (!known || !before.state().equals(now.state())) {
            changed(now, nowMillis, lines);
        } else if (now.is("Pending") && !now.lastFailure().equals(before.lastFailure())
                || now.waitsForItsTurn() && !now.hindrance().equals(before.hindrance())) {
            pending(now, nowMillis, lines);
        }
    }

    private void changed(InstanceState now, long nowMillis, List<Line> lines) {
        switch (now.state()) {
            case "Pending" -> pending(now, nowMillis, lines);
            case "Stopping" -> lines.add(line("instance " + now.id() + " is stopping", false));
            case "Stopped" -> lines.add(line("instance " + now.id() + " has stopped", false));
            case "Failed" -> {
                if (now.waitsForItsTurn()) {
                    pending(now, nowMillis, lines);
                } else {
                    lines.add(line("instance " + now.id() + " failed" + after(": ", now.failure()), true));
                }
            }
            default -> {
                // Started and ready are told by what they bring.
            }
        }
    }

    private void pending(InstanceState now, long nowMillis, List<Line> lines) {
        long at = Times.epochMillis(now.nextAttemptAt());
        if (at > nowMillis) {
            lines.add(line(
                    "instance " + now.id() + " is the next attempt, in " + Times.compact((at - nowMillis + 999) / 1000)
                            + after(", after: ", now.hindrance()),
                    true));
        } else if (!now.message().isEmpty()) {
            lines.add(line("instance " + now.id() + " waits: " + InstanceState.firstLine(now.message()), false));
        }
    }

    private static String after(String separator, String text) {
        return text.isEmpty() ? "" : separator + text;
    }

    private Line line(String text, boolean trouble) {
        return new Line(name + ": " + text, trouble);
    }
}
