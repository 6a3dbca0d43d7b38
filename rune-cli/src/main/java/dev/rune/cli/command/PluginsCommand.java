package dev.rune.cli.command;

import dev.rune.cli.command.Listing.Selection;
import dev.rune.cli.exit.ExitCode;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune plugins}. */
final class PluginsCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Options.command(this, "plugins", "Show the plugins of runed: what they bring and whether they work.",
                "The same as 'rune get plugins'.");
    }

    @Override
    public int run(Arguments arguments, Session session) {
        Output output = session.output();
        Selection selection = new Selection(true, "", Labels.ANY, false);
        PluginListing listing = new PluginListing();
        GetCommand.print(session, listing, selection, listing.fetch(session, selection), output);
        return ExitCode.OK;
    }
}
