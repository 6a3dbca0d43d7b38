package dev.rune.cli.api;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;

/** The daemon does not answer. */
public final class Unreachable extends Failure {
    private static final long serialVersionUID = 1;

    /**
     * No answer.
     *
     * @param tried what was tried and how it failed
     * @param hint  what to type
     */
    public Unreachable(String tried, String hint) {
        super(ExitCode.UNREACHABLE, tried, hint);
    }
}
