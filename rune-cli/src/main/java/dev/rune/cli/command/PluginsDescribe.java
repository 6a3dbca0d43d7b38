package dev.rune.cli.command;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.Nearest;
import dev.rune.cli.term.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune plugins describe}. */
final class PluginsDescribe implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options
                .command(this, "describe", "Tell what a type word of castfiles is: whose it is, its keys, who uses it.",
                        "A word may be of several kinds, such as http, which is a probe and an exposure.")
                .addPositional(Options.words("1..*", "TYPE", "The word."));
        return Options.examples(spec, "rune plugins describe process", "rune plugins describe http");
    }

    @Override
    public int run(Arguments arguments, Session session) {
        String word = arguments.word("TYPE");
        List<Json> all = session.api().get("/v1/types").items();
        List<Json> found = all.stream().filter(type -> type.text("type").equals(word)).toList();
        if (found.isEmpty()) {
            List<String> known = List.copyOf(new TreeSet<>(all.stream().map(type -> type.text("type")).toList()));
            throw new Failure(ExitCode.NOT_FOUND, "no plugin brings the type '" + word + "'"
                    + Nearest.hint(word, known), "There are: " + String.join(", ", known) + ".");
        }
        Output output = session.output();
        if (output.isTable()) {
            found.forEach(type -> print(type, session.console()));
        } else {
            session.console().out().print(output.document(Json.array(found)));
        }
        return ExitCode.OK;
    }

    private static void print(Json type, Console console) {
        console.print(type.text("kind") + " " + type.text("type"));
        if (!type.text("doc").isEmpty()) {
            console.print("  " + type.text("doc"));
        }
        String version = type.text("version");
        console.print("  plugin        " + type.text("plugin") + (version.isEmpty() ? "" : " " + version)
                + (type.flag("works") ? "" : ", which does not work; see 'rune plugins'"));
        console.print("  stability     " + type.text("stability"));
        console.print("  written as    " + type.text("usage"));
        if (type.text("kind").equals("runner")) {
            console.print("  can           " + joined(type.items("capabilities"), "start and stop only"));
        }
        console.print("  used by       " + joined(type.items("usedBy"), "no service"));
        fields(type.items("fields"), console);
    }

    private static void fields(List<Json> fields, Console console) {
        if (fields.isEmpty()) {
            console.print("  It has no keys of its own.");
            return;
        }
        Table table = new Table("KEY", "TYPE", "DEFAULT", "MEANING");
        for (Json field : fields) {
            String type = field.items("allowed").isEmpty() ? field.text("type") : joined(field.items("allowed"), "");
            table.row(field.text("path"), type, field.flag("required") ? "required" : field.text("default"),
                    field.text("doc"));
        }
        table.lines(console.colours()).forEach(line -> console.print("  " + line));
    }

    private static String joined(List<Json> words, String none) {
        List<String> texts = new ArrayList<>();
        words.forEach(word -> texts.add(word.text()));
        return texts.isEmpty() ? none : String.join(", ", texts);
    }
}
