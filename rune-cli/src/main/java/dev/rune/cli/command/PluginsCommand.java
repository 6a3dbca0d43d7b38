package dev.rune.cli.command;

import dev.rune.cli.command.Listing.Selection;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune plugins}: alone it lists them; words after it make new ones and look at them. */
final class PluginsCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(this, "plugins",
                "Show the plugins of runed: what they bring and whether they work.",
                "The same as 'rune get plugins', unless another word follows.")
                .addSubcommand("init", new Init().spec()).addSubcommand("check", new Check().spec())
                .addSubcommand("describe", new PluginsDescribe().spec())
                .addSubcommand("install", new PluginsInstall().spec())
                .addSubcommand("remove", new PluginsRemove().spec());
        return Options.examples(spec, "rune plugins", "rune plugins init lottery --kind runner",
                "rune plugins check target/plugins/lottery", "rune plugins install target/plugins/lottery",
                "rune plugins describe lottery");
    }

    @Override
    public int run(Arguments arguments, Session session) {
        Output output = session.output();
        Selection selection = new Selection(true, "", Labels.ANY, false);
        PluginListing listing = new PluginListing();
        GetCommand.print(session, listing, selection, listing.fetch(session, selection), output);
        return ExitCode.OK;
    }

    /** {@code rune plugins init}. */
    private static final class Init implements Command {
        @Override
        public CommandSpec spec() {
            CommandSpec spec = Options.command(this, "init", "Write a complete Maven project of a new plugin.",
                    "It can be built and loaded as it is; what is yours to change is one class. Nothing is overwritten.")
                    .addOption(
                            Options.value("KIND", "What it provides: " + String.join(", ", PluginProject.KINDS) + ".",
                                    "--kind"))
                    .addOption(Options.value("PACKAGE",
                            "Its package, which is also its module's name (default: com.example.NAME).", "--package"))
                    .addOption(Options.value("DIR", "Where to write it (default: NAME).", "--directory"))
                    .addPositional(Options.words("1..*", "NAME", "The plugin's name and its type word."));
            return Options.examples(spec, "rune plugins init lottery --kind runner",
                    "rune plugins init redis-ping --kind probe --package org.example.redisping");
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            String name = arguments.word("NAME");
            String kind = arguments.value("--kind").orElseThrow(() -> Failure.usage(
                    "--kind is missing: one of " + String.join(", ", PluginProject.KINDS)));
            Path directory = Path.of(arguments.value("--directory").orElse(name));
            Optional<Path> home = session.surroundings().distribution();
            PluginProject project = new PluginProject(name, kind,
                    arguments.value("--package").orElse(PluginProject.defaultPackage(name)),
                    home.map(path -> path.toAbsolutePath().normalize().toString()).orElse("${env.RUNE_HOME}"));
            project.write(directory);
            project.files().keySet().forEach(file -> session.console().print(directory.resolve(file).toString()));
            return ExitCode.OK;
        }
    }

    /** {@code rune plugins check}. */
    private static final class Check implements Command {
        @Override
        public CommandSpec spec() {
            CommandSpec spec = Options
                    .command(this, "check",
                            "Examine a plugin's directory as runed would, without starting any of its code.",
                            "Tells what runed would say of it. Ends with 6 where runed would not load it.")
                    .addPositional(Options.words("1..*", "DIR...", "Directories, each with a plugin."));
            return Options.examples(spec, "rune plugins check target/plugins/lottery");
        }

        @Override
        public int run(Arguments arguments, Session session) {
            List<String> words = new ArrayList<>(List.of("check-plugin", "--"));
            words.addAll(arguments.words());
            return Programs.run(session, words);
        }
    }
}
