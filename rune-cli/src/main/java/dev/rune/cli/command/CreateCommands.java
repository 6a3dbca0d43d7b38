package dev.rune.cli.command;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.json.Json;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune create}. */
final class CreateCommands implements Word {
    @Override
    public CommandSpec spec() {
        return Options.command(null, "create", "Create a namespace, a secret or a configmap.")
                .addSubcommand("namespace", new CreateNamespace().spec())
                .addSubcommand("secret", new CreateContent(ContentType.SECRET).spec())
                .addSubcommand("config", new CreateContent(ContentType.CONFIGMAP).spec());
    }

    /** {@code rune create namespace}. */
    private static final class CreateNamespace implements Command {
        @Override
        public CommandSpec spec() {
            CommandSpec spec = Options.command(this, "namespace", "Create a namespace.").aliases("ns")
                    .addPositional(Options.words("1..*", "NAME", "Its name."));
            return Options.examples(spec, "rune create namespace staging");
        }

        @Override
        public int run(Arguments arguments, Session session) {
            String name = arguments.word("NAME");
            boolean created = session.api().create("/v1/namespaces", Json.object("name", name));
            session.console().print("namespace/" + name + (created ? " created" : " unchanged"));
            return ExitCode.OK;
        }
    }
}
