package dev.rune.cli.command;

import dev.rune.cli.api.Paths;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.exit.Faults;
import dev.rune.cli.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune create secret} and {@code rune create config}. Values go to the daemon and nowhere else. */
final class CreateContent implements Command {
    private final ContentType type;

    CreateContent(ContentType type) {
        this.type = type;
    }

    @Override
    public CommandSpec spec() {
        String word = type.word();
        CommandSpec spec = Options.command(this, type.command(), "Create a " + word + ".",
                "A value given as --from-literal can be seen by others in the list of processes while this runs; "
                        + "a file's cannot.")
                .addOption(Options.values("KEY=VALUE", "A key with its value as text; several times.",
                        "--from-literal"))
                .addOption(Options.values("[KEY=]FILE",
                        "A file's bytes as a value, under its name unless a key is said; - is standard input; several times.",
                        "--from-file"))
                .addOption(Options.values("FILE",
                        "Lines of KEY=VALUE, taken as written; empty lines and lines beginning with # are skipped.",
                        "--from-env-file"))
                .addOption(Options.flag("Replace all of one that is there already.", "--replace"))
                .addPositional(Options.words("1..*", "NAME", "Its name."));
        if (type == ContentType.CONFIGMAP) {
            spec.aliases("configmap");
        }
        return Options.examples(spec, "rune create " + type.command() + " db --from-literal user=api --from-file "
                + "password=./password.txt", "rune create " + type.command() + " db --from-env-file db.env --replace");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        String name = arguments.word("NAME");
        Map<String, String> data = new LinkedHashMap<>();
        for (String literal : arguments.values("--from-literal")) {
            String[] parts = pair(literal, "--from-literal");
            add(data, parts[0], parts[1].getBytes(StandardCharsets.UTF_8));
        }
        for (String file : arguments.values("--from-file")) {
            int equals = file.indexOf('=');
            String path = file.substring(equals + 1);
            add(data, equals < 0 ? name(path) : file.substring(0, equals), read(path, session));
        }
        for (String file : arguments.values("--from-env-file")) {
            addLines(data, file, read(file, session));
        }
        Json answer = session.api().post(Paths.in(session.namespace(), type.path()).toString(),
                Json.object("name", name, "data", data, "replace", arguments.flag("--replace")));
        session.console().print(type.word() + "/" + name + " " + answer.text("outcome"));
        return ExitCode.OK;
    }

    private static String[] pair(String text, String where) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            // Not repeated: it may be a value.
            throw Failure.usage(where + " wants KEY=VALUE");
        }
        return new String[]{text.substring(0, equals), text.substring(equals + 1)};
    }

    private static void add(Map<String, String> data, String key, byte[] value) {
        if (data.putIfAbsent(key, Base64.getEncoder().encodeToString(value)) != null) {
            throw Failure.usage("the key '" + key + "' is given twice");
        }
    }

    private static void addLines(Map<String, String> data, String file, byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw Failure.usage(file + " is no UTF-8 text; give such a value with --from-file");
        }
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String whole = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            if (!whole.isBlank() && !whole.startsWith("#")) {
                String[] parts = pair(whole, file + ":" + number + ":");
                add(data, parts[0].strip(), parts[1].getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static String name(String path) {
        if (path.equals("-")) {
            throw Failure.usage("standard input has no name: write KEY=-");
        }
        Path name = Path.of(path).getFileName();
        return name == null ? path : name.toString();
    }

    private static byte[] read(String path, Session session) throws IOException {
        if (path.equals("-")) {
            return session.console().in().readAllBytes();
        }
        try {
            return Files.readAllBytes(Path.of(path));
        } catch (IOException e) {
            throw Failure.usage(Faults.of(path, e));
        }
    }
}
