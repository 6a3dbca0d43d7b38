package dev.rune.cli.command;

import dev.rune.cli.api.Paths;
import dev.rune.cli.follow.Target;
import dev.rune.cli.json.Json;
import java.util.ArrayList;
import java.util.List;

/** A change of services by name: asks for it, waits for it, and says that it is done. */
final class Change {
    private final Session session;
    private final Waiting waiting;
    private final List<Target> targets = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();

    Change(Session session, Waiting waiting) {
        this.session = session;
        this.waiting = waiting;
    }

    /**
     * Asks for a change of one service.
     *
     * @param verb  the last part of the path: {@code scale}, {@code rollout/pause}
     * @param doing the outcome where nobody waits: {@code scaling}
     * @param done  the outcome after the wait: {@code scaled}
     */
    void ask(String name, String verb, Json body, String doing, String done) {
        String namespace = session.namespace();
        Json answer = session.api().post(Paths.in(namespace, "services", name, verb.split("/", -1)).toString(), body);
        boolean changed = !answer.at("changed").present() || answer.flag("changed");
        outcomes.add("service/" + name + " " + (changed ? waiting.wanted() ? done : doing : "unchanged"));
        targets.add(Target.reaching(namespace, name, answer.number("generation", 0)));
    }

    /** Waits for what was asked for and prints the outcomes. */
    void finish() {
        boolean json = session.output() == Output.JSON && waiting.wanted();
        waiting.until(session, targets, json);
        if (!json) {
            outcomes.forEach(session.console()::print);
        }
    }
}
