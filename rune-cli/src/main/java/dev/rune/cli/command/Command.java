package dev.rune.cli.command;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** One word of {@code rune}'s command line and what it does. */
interface Command {
    /** Its name, options, parameters and help, without those that every command has. */
    CommandSpec spec();

    /**
     * Does it.
     *
     * @return what the program ends with
     * @throws dev.rune.cli.exit.Failure where it cannot be done
     * @throws IOException               where a local file or stream fails
     */
    int run(Arguments arguments, Session session) throws IOException;
}
