package dev.rune.cli.command;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.term.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune completion}. */
final class CompletionCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(this, "completion", "Print a script that completes rune's words in a shell.",
                "It completes commands, options, types and the names of what is there.")
                .addPositional(Options.words("1..*", "SHELL", "bash, zsh or fish."));
        return Options.examples(spec, "source <(rune completion bash)", "rune completion zsh > \"${fpath[1]}/_rune\"",
                "rune completion fish > ~/.config/fish/completions/rune.fish");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        String shell = arguments.word("SHELL");
        if (!shell.equals("bash") && !shell.equals("zsh") && !shell.equals("fish")) {
            throw Failure.usage("there is no completion for '" + shell + "', only for bash, zsh and fish"
                    + Nearest.hint(shell, "bash", "zsh", "fish"));
        }
        try (InputStream script = CompletionCommand.class.getResourceAsStream("completion." + shell)) {
            session.console().out().print(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
        return ExitCode.OK;
    }
}
