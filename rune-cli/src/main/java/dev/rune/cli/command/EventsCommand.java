package dev.rune.cli.command;

import dev.rune.cli.api.Paths;
import dev.rune.cli.api.ServerEvents;
import dev.rune.cli.api.ServerEvents.ServerEvent;
import dev.rune.cli.api.Unreachable;
import dev.rune.cli.command.Listing.Selection;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.Table;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune events}. */
final class EventsCommand implements Command {
    private static final long PAUSE_NANOS = 500_000_000;

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(this, "events", "Show what has happened, oldest first.")
                .addOption(Options.flag("Of all namespaces and of runed itself.", "-A", "--all-namespaces"))
                .addOption(Options.flag("Go on with what happens, until Ctrl-C.", "-f", "--follow"));
        return Options.examples(spec, "rune events", "rune events -A -f");
    }

    @Override
    public int run(Arguments arguments, Session session) {
        boolean all = arguments.flag("--all-namespaces");
        Output output = session.output();
        Selection selection = new Selection(all, all ? "" : session.namespace(), Labels.ANY, false);
        EventListing listing = new EventListing();
        List<Json> events = listing.fetch(session, selection);
        if (!arguments.flag("--follow")) {
            GetCommand.print(session, listing, selection, events, output);
            return ExitCode.OK;
        }
        return new Follower(session, listing, selection, output).follow(events);
    }

    /** Prints events as they happen, each once, over restarts of the daemon. */
    private static final class Follower {
        private final Session session;
        private final EventListing listing;
        private final Selection selection;
        private final Output output;
        private int[] widths = {};
        private long last;

        Follower(Session session, EventListing listing, Selection selection, Output output) {
            this.session = session;
            this.listing = listing;
            this.selection = selection;
            this.output = output;
        }

        int follow(List<Json> events) {
            print(events, true);
            boolean lost = false;
            while (session.console().flush()) {
                Paths path = Paths.of("events").with("follow", "true").with("after", String.valueOf(last));
                if (!selection.allNamespaces()) {
                    path.with("namespace", selection.namespace());
                }
                try (ServerEvents stream = ServerEvents.open(session.api(), path)) {
                    lost = false;
                    read(stream);
                } catch (Unreachable | IOException e) {
                    if (!lost) {
                        session.console().say("lost the connection to runed (" + e.getMessage() + "); trying again");
                    }
                    lost = true;
                    // Another run of the daemon counts its events anew.
                    last = 0;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return ExitCode.OK;
        }

        private void read(ServerEvents stream) throws IOException {
            for (Optional<ServerEvent> event = stream.next(); event.isPresent()
                    && session.console().flush(); event = stream.next()) {
                if (event.get().name().equals("event")) {
                    print(List.of(Json.parse(event.get().data())), false);
                }
            }
        }

        private void print(List<Json> events, boolean heading) {
            Console console = session.console();
            for (Json event : events) {
                last = Math.max(last, event.number("sequence", 0));
            }
            if (!output.isTable()) {
                for (Json event : events) {
                    console.out().print(output == Output.YAML ? "---\n" + output.document(event) : event + "\n");
                }
            } else {
                Table table = listing.table(events, output == Output.WIDE, selection.allNamespaces(), session.now());
                widths = table.widen(widths);
                List<String> lines = table.lines(console.colours());
                (heading ? lines : lines.subList(1, lines.size())).forEach(console::print);
            }
            console.flush();
        }
    }
}
