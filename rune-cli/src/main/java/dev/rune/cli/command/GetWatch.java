package dev.rune.cli.command;

import dev.rune.cli.api.Unreachable;
import dev.rune.cli.command.Listing.Selection;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints what is there and then, twice a second, what has changed; until Ctrl-C, or until nobody reads the output. A
 * daemon that restarts is waited for.
 */
final class GetWatch {
    private static final long PAUSE_NANOS = 500_000_000;

    private final Session session;
    private final Listing listing;
    private final Selection selection;
    private final Optional<String> name;
    private final Output output;
    private final Map<String, Json> last = new HashMap<>();
    private int[] widths = {};
    private boolean first = true;
    private boolean lost;

    GetWatch(Session session, Listing listing, Selection selection, Optional<String> name, Output output) {
        this.session = session;
        this.listing = listing;
        this.selection = selection;
        this.name = name;
        this.output = output;
    }

    int run() {
        while (look() && session.console().flush()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return ExitCode.OK;
    }

    /** Prints what is new; false where there is nothing to wait for any more. */
    private boolean look() {
        List<Json> now;
        try {
            now = listing.fetch(session, selection);
        } catch (Unreachable e) {
            if (first) {
                throw e;
            }
            if (!lost) {
                session.console().say(e.getMessage() + "; trying again");
            }
            lost = true;
            return true;
        }
        lost = false;
        if (name.isPresent()) {
            if (first) {
                now = List.of(listing.named(now, name.get(), selection));
            } else {
                now = now.stream().filter(object -> listing.name(object).equals(name.get())).toList();
            }
        }
        print(changed(now));
        first = false;
        return name.isEmpty() || !now.isEmpty();
    }

    private List<Json> changed(List<Json> now) {
        List<Json> changed = new ArrayList<>();
        Map<String, Json> gone = new HashMap<>(last);
        for (Json object : now) {
            String key = object.text("namespace") + "/" + listing.name(object);
            gone.remove(key);
            if (!object.equals(last.put(key, object))) {
                changed.add(object);
            }
        }
        last.keySet().removeAll(gone.keySet());
        for (String key : gone.keySet()) {
            session.console().say(listing.word() + "/" + key.substring(key.indexOf('/') + 1) + " is gone");
        }
        return changed;
    }

    private void print(List<Json> objects) {
        if (!output.isTable() || objects.isEmpty()) {
            if (!objects.isEmpty()) {
                printDocuments(objects);
            }
            return;
        }
        Console console = session.console();
        Table table = listing.table(objects, output == Output.WIDE, selection.allNamespaces(), session.now());
        widths = table.widen(widths);
        List<String> lines = table.lines(console.colours());
        for (String line : first ? lines : lines.subList(1, lines.size())) {
            console.print(line);
        }
    }

    private void printDocuments(List<Json> objects) {
        for (Json object : objects) {
            session.console().out().print(switch (output) {
                case NAME -> listing.word() + "/" + listing.name(object) + "\n";
                case YAML -> "---\n" + output.document(object);
                default -> object + "\n";
            });
        }
    }
}
