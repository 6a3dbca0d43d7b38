package dev.rune.cli.follow;

import dev.rune.cli.term.Colours;
import dev.rune.cli.term.Table;
import dev.rune.cli.term.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Draws how services and their instances are now, in at most so many lines. */
final class Scene {
    private static final int LONGEST_PHASE = "Degraded".length();

    private final Colours colours;
    private final int capacity;

    Scene(Colours colours, int capacity) {
        this.colours = colours;
        this.capacity = capacity;
    }

    /**
     * The lines.
     *
     * @param answers what the probes of instances last said, by instance
     */
    List<String> draw(Map<Target, ServiceState> services, Map<String, String> answers, long nowMillis) {
        List<String> lines = new ArrayList<>();
        int width = services.keySet().stream().mapToInt(target -> target.name().length()).max().orElse(0);
        int left = Math.max(0, capacity - services.size());
        for (Map.Entry<Target, ServiceState> entry : services.entrySet()) {
            ServiceState state = entry.getValue();
            String name = entry.getKey().name();
            lines.add(
                    colours.strong(name) + " ".repeat(width - name.length() + 3) + colours.status(padded(state.phase()))
                            + "   "
                            + state.readiness() + step(state.rollout()));
            List<String> instances = instances(state, answers, nowMillis, left);
            left -= instances.size();
            lines.addAll(instances);
        }
        return lines.size() > capacity ? lines.subList(0, capacity) : lines;
    }

    private static String step(OperationState rollout) {
        return rollout.gradual() && rollout.is("Progressing") ? "   " + rollout.step() : "";
    }

    private static String padded(String phase) {
        return phase + " ".repeat(Math.max(0, LONGEST_PHASE - phase.length()));
    }

    private List<String> instances(ServiceState state, Map<String, String> answers, long nowMillis, int room) {
        List<InstanceState> living = state.instances().stream().filter(instance -> !instance.hasEnded()).toList();
        List<InstanceState> shown = living.size() <= room
                ? living
                : living.stream().filter(i -> !i.ready()).limit(Math.max(0, room - 1)).toList();
        Table table = new Table("NAME", "STATE", "");
        for (InstanceState instance : shown) {
            table.row("  " + instance.id(), instance.state(), detail(instance, answers, nowMillis));
        }
        List<String> lines = new ArrayList<>(table.lines(colours).subList(1, shown.size() + 1));
        if (shown.size() < living.size() && room > 0) {
            lines.add(colours.faint("  and " + (living.size() - shown.size()) + " more"));
        }
        return lines;
    }

    private static String detail(InstanceState instance, Map<String, String> answers, long nowMillis) {
        long next = Times.epochMillis(instance.nextAttemptAt());
        if (instance.waitsForItsTurn() && next > nowMillis) {
            return "again in " + Times.compact((next - nowMillis + 999) / 1000) + " after: "
                    + instance.hindrance();
        }
        if (instance.ready()) {
            return "ready" + instance.addresses() + instance.process();
        }
        String answer = answers.getOrDefault(instance.id(), "");
        return answer.isEmpty() ? InstanceState.firstLine(instance.message()) : answer;
    }
}
