package dev.rune.cli.command;

import java.io.IOException;

/** A word that does something. */
interface Command extends Word {
    /**
     * Does it.
     *
     * @return what the program ends with
     * @throws dev.rune.cli.exit.Failure where it cannot be done
     * @throws IOException               where a local file or stream fails
     */
    int run(Arguments arguments, Session session) throws IOException;
}
