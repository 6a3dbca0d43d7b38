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
        prepare();
        Surroundings surroundings = Surroundings.ofProcess();
        Console console = Console.ofProcess(surroundings.variables(), List.of(args).contains("--no-color"));
        int code = new Rune(surroundings, InstantSource.system(), console).run(args);
        // Nothing is left to be done, and an orderly end of the machine would take longer than the command.
        Runtime.getRuntime().halt(code);
    }

    /** Spares the start what a command has no use for. */
    static void prepare() {
        // Options are read as text: picocli need not look for everything else that Java could make of them.
        System.setProperty("picocli.converters.excludes", "java.*");
        // What it is without being set; asked for in the security properties, it would cost reading all of them.
        System.setProperty("jdk.includeInExceptions", "hostInfoExclSocket");
    }
}
