package dev.rune.cli.command;

import picocli.CommandLine.Model.CommandSpec;

/** A word of {@code rune}'s command line: a {@link Command}, or one that others follow. */
interface Word {
    /** Its name, options, parameters and help, without those that every command has. */
    CommandSpec spec();
}
