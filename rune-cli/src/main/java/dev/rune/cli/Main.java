package dev.rune.cli;

import dev.rune.cli.command.Rune;
import dev.rune.cli.config.Surroundings;
import dev.rune.cli.term.Console;
import java.time.InstantSource;
import java.util.List;

/** The entry point of {@code rune}. */
public final class Main {
    private Main() {}

    /**
     * Runs {@code rune}.
     *
     * @param args the words of the command line
     */
    public static void main(String[] args) {
        Surroundings surroundings = Surroundings.ofProcess();
        Console console = Console.ofProcess(surroundings.variables(), List.of(args).contains("--no-color"));
        int code = new Rune(surroundings, InstantSource.system(), console).run(args);
        // Nothing is left to be done, and an orderly end of the machine would take longer than the command.
        Runtime.getRuntime().halt(code);
    }
}
