package dev.rune.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune plugins install}. */
final class PluginsInstall implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options
                .command(this, "install",
                        "Bring a plugin to the daemon of this machine, which loads it at its next start.",
                        "It is examined first, as by 'check'; where runed would not load it nothing is changed and this "
                                + "ends with 6. Whoever owns the daemon's data directory may do this.")
                .addOption(Options.flag("Also where one of its name is installed.", "--replace"))
                .addOption(PluginsRemove.DATA_DIR.get())
                .addPositional(Options.words("1..*", "FILE.zip|DIR", "The plugin's directory, as it is or packed."));
        return Options.examples(spec, "rune plugins install target/plugins/lottery",
                "rune plugins install lottery-0.2.zip --replace");
    }

    @Override
    public int run(Arguments arguments, Session session) {
        Path plugin = Path.of(arguments.word("FILE.zip|DIR"));
        List<String> words = new ArrayList<>(List.of("install-plugin"));
        PluginsRemove.dataDirectory(arguments, session).ifPresent(directory -> {
            words.add("--data-dir");
            words.add(directory);
        });
        if (arguments.flag("--replace")) {
            words.add("--replace");
        }
        words.add("--");
        words.add(plugin.toString());
        return Programs.run(session, words);
    }
}
