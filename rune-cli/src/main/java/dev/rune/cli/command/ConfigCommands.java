package dev.rune.cli.command;

import dev.rune.cli.config.ClientConfig;
import dev.rune.cli.config.ClientConfig.Context;
import dev.rune.cli.config.Connection;
import dev.rune.cli.config.Connection.Found;
import dev.rune.cli.config.Surroundings;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune config}. */
final class ConfigCommands implements Word {
    @Override
    public CommandSpec spec() {
        return Options.command(null, "config", "Show and change which daemon the client speaks to.")
                .addSubcommand("view", new View().spec()).addSubcommand("use-context", new UseContext().spec())
                .addSubcommand("set-context", new SetContext().spec());
    }

    private static Found found(Arguments arguments, Surroundings surroundings) {
        return Connection.first(surroundings, arguments.value(Options.CONFIG))
                .orElseThrow(() -> new Failure(ExitCode.NOT_FOUND,
                        "there is no client configuration yet",
                        "Make one with 'rune login' or 'rune config set-context'."));
    }

    /** {@code rune config view}. */
    private static final class View implements Command {
        @Override
        public CommandSpec spec() {
            return Options.command(this, "view", "Show the configuration that is used and where it is.")
                    .addOption(Options.flag("Show the tokens too.", "--raw"));
        }

        @Override
        public int run(Arguments arguments, Session session) {
            Output output = session.output();
            Found found = found(arguments, session.surroundings());
            session.console().say("# " + found.file());
            session.console().out().print((output == Output.JSON ? output : Output.YAML)
                    .document(found.config().toJson(!arguments.flag("--raw"))));
            return ExitCode.OK;
        }
    }

    /** {@code rune config use-context}. */
    private static final class UseContext implements Command {
        @Override
        public CommandSpec spec() {
            return Options.examples(
                    Options.command(this, "use-context", "Speak to the daemon of another context from now on.")
                            .addPositional(Options.words("1..*", "NAME", "The context.")),
                    "rune config use-context staging");
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            String name = arguments.word("NAME");
            Found found = found(arguments, session.surroundings());
            Connection.context(found, name);
            found.config().using(name).write(found.file());
            session.console().print("context/" + name + " in use");
            return ExitCode.OK;
        }
    }

    /** {@code rune config set-context}. */
    private static final class SetContext implements Command {
        @Override
        public CommandSpec spec() {
            CommandSpec spec = Options.command(this, "set-context", "Add or change a context of the own configuration.",
                    "Its server is --api-server, its namespace -n; what is not said stays as it is.")
                    .addOption(Options.value("TOKEN", "The token for its server.", "--token"))
                    .addOption(Options.value("FILE", "A PEM file with the authorities to trust for its server.",
                            "--certificate-authority"))
                    .addPositional(Options.words("1..*", "NAME", "The context."));
            return Options.examples(spec, "rune config set-context staging --api-server https://staging:7861 -n web");
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            String name = arguments.word("NAME");
            Path file = Connection.writable(session.surroundings(), arguments.value(Options.CONFIG));
            ClientConfig config = ClientConfig.read(file).orElse(ClientConfig.EMPTY);
            Optional<Context> before = Optional.ofNullable(config.contexts().get(name));
            Context old = before.orElse(new Context("", "", "", ""));
            Context context = new Context(arguments.value(Options.API_SERVER).orElse(old.server()),
                    arguments.value("--token").orElse(old.token()),
                    arguments.value(Options.NAMESPACE).orElse(old.namespace()),
                    arguments.value("--certificate-authority").orElse(old.certificateAuthority()));
            ClientConfig changed = config.with(name, context);
            (changed.currentContext().isEmpty() ? changed.using(name) : changed).write(file);
            session.console().print("context/" + name
                    + (before.isEmpty() ? " created" : before.get().equals(context) ? " unchanged" : " updated"));
            return ExitCode.OK;
        }
    }
}
