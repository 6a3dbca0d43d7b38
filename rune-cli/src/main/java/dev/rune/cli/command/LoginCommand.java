package dev.rune.cli.command;

import dev.rune.cli.api.Api;
import dev.rune.cli.api.Server;
import dev.rune.cli.config.ClientConfig;
import dev.rune.cli.config.ClientConfig.Context;
import dev.rune.cli.config.Connection;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.TerminalMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune login}. */
final class LoginCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(this, "login", "Remember a daemon and the token for it.",
                "Asks the daemon who the token stands for, then writes both to the own configuration and uses them from now on.",
                "The token is read from standard input where neither --token nor RUNE_TOKEN is there.")
                .addOption(Options.value("TOKEN", "The token.", "--token"))
                .addOption(Options.value("NAME", "The context's name (default: the server's host).", "--context"))
                .addOption(Options.value("FILE", "A PEM file with the authorities to trust for this server.",
                        "--certificate-authority"));
        return Options.examples(spec, "rune login --api-server https://box:7861",
                "rune login --api-server https://box:7861 < token.txt");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        String address = arguments.value(Options.API_SERVER).orElse(session.surroundings().variable("RUNE_API_SERVER"));
        if (address.isEmpty()) {
            throw Failure.usage("log in to which daemon? --api-server is missing");
        }
        Optional<String> authorities = arguments.value("--certificate-authority");
        Server server = Server.at(address, token(arguments, session), authorities, "--api-server");
        Json who = new Api(server, Optional.empty()).get("/v1/whoami");
        Path file = Connection.writable(session.surroundings(), arguments.value(Options.CONFIG));
        String name = arguments.value("--context").orElse(server.host());
        ClientConfig.read(file).orElse(ClientConfig.EMPTY)
                .with(name,
                        new Context(server.address(), server.token(), arguments.value(Options.NAMESPACE).orElse(""),
                                authorities.orElse("")))
                .using(name).write(file);
        session.console().print("logged in to " + server.address() + " as " + who.text("name"));
        session.console().say("context '" + name + "' of " + file + " is in use");
        return ExitCode.OK;
    }

    private static String token(Arguments arguments, Session session) throws IOException {
        String known = arguments.value("--token").orElse(session.surroundings().variable("RUNE_TOKEN"));
        if (!known.isEmpty()) {
            return known;
        }
        Console console = session.console();
        String token = console.inTerminal() ? typed(console) : Prompt.line(console.in()).strip();
        if (token.isEmpty()) {
            throw Failure.usage("there is no token: give one with --token, in RUNE_TOKEN or on standard input");
        }
        return token;
    }

    private static String typed(Console console) throws IOException {
        console.err().print("Token: ");
        console.err().flush();
        try (TerminalMode _ = TerminalMode.enter("-echo")) {
            String token = Prompt.line(console.in()).strip();
            console.say("");
            return token;
        }
    }
}
