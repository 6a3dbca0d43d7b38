package dev.rune.testkit;

import dev.rune.kernel.spec.ByteSize;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spi.runner.LogLine.Stream;
import java.time.Duration;

/**
 * Steps as text, for sections of fake services: {@code print hello}, {@code error oops}, {@code open no end},
 * {@code count 100}, {@code variable HOME}, {@code file HOME .profile}, {@code folder}, {@code terminal}, {@code echo}, {@code read},
 * {@code pause 250} (milliseconds), {@code end-on SIGTERM 0},
 * {@code print-on SIGTERM not yet}, {@code ignore SIGTERM}, {@code detach},
 * {@code listen http}, {@code hold 64Mi}, {@code exit 3}, {@code die SIGKILL}, {@code run}.
 */
final class StepText {
    private StepText() {}

    static String print(Step step) {
        return switch (step) {
            case Step.Print print -> (print.stream() == Stream.STDOUT ? "print " : "error ") + print.text();
            case Step.PrintOpen print -> "open " + print.text();
            case Step.PrintNumbered numbered -> "count " + numbered.lines();
            case Step.PrintVariable variable -> "variable " + variable.name();
            case Step.PrintFile file -> "file " + file.folder() + " " + file.path();
            case Step.PrintFolder _ -> "folder";
            case Step.PrintTerminal _ -> "terminal";
            case Step.Echo _ -> "echo";
            case Step.AwaitInput _ -> "read";
            case Step.Pause pause -> "pause " + pause.time().toMillis();
            case Step.EndOn end -> "end-on " + end.signal() + " " + end.code();
            case Step.PrintOn report -> "print-on " + report.signal() + " " + report.text();
            case Step.Ignore ignore -> "ignore " + ignore.signal();
            case Step.Detach _ -> "detach";
            case Step.Listen listen -> "listen " + listen.port();
            case Step.HoldMemory hold -> "hold " + hold.size();
            case Step.Exit exit -> "exit " + exit.code();
            case Step.Die die -> "die " + die.signal();
            case Step.RunForEver _ -> "run";
        };
    }

    /**
     * The step written as {@code text}.
     *
     * @throws IllegalArgumentException when it is none
     */
    static Step parse(String text) {
        int space = text.indexOf(' ');
        String word = space < 0 ? text : text.substring(0, space);
        String rest = space < 0 ? "" : text.substring(space + 1);
        return switch (word) {
            case "print" -> new Step.Print(Stream.STDOUT, rest);
            case "error" -> new Step.Print(Stream.STDERR, rest);
            case "open" -> new Step.PrintOpen(rest);
            case "count" -> new Step.PrintNumbered(Integer.parseInt(rest));
            case "variable" -> new Step.PrintVariable(rest);
            case "file" -> new Step.PrintFile(rest.substring(0, rest.indexOf(' ')),
                    rest.substring(rest.indexOf(' ') + 1));
            case "folder" -> new Step.PrintFolder();
            case "terminal" -> new Step.PrintTerminal();
            case "echo" -> new Step.Echo();
            case "read" -> new Step.AwaitInput();
            case "pause" -> new Step.Pause(Duration.ofMillis(Long.parseLong(rest)));
            case "end-on" -> new Step.EndOn(Signal.parse(rest.substring(0, rest.indexOf(' '))),
                    Integer.parseInt(rest.substring(rest.indexOf(' ') + 1)));
            case "print-on" -> new Step.PrintOn(Signal.parse(rest.substring(0, rest.indexOf(' '))),
                    rest.substring(rest.indexOf(' ') + 1));
            case "ignore" -> new Step.Ignore(Signal.parse(rest));
            case "detach" -> new Step.Detach();
            case "listen" -> new Step.Listen(rest);
            case "hold" -> new Step.HoldMemory(ByteSize.parse(rest));
            case "exit" -> new Step.Exit(Integer.parseInt(rest));
            case "die" -> new Step.Die(Signal.parse(rest));
            case "run" -> new Step.RunForEver();
            default -> throw new IllegalArgumentException("'" + text + "' is no step of a fake program");
        };
    }
}
