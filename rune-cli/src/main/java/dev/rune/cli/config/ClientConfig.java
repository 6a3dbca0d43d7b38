package dev.rune.cli.config;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.exit.Faults;
import dev.rune.cli.json.Json;
import dev.rune.cli.json.YamlWriter;
import dev.rune.cli.term.Nearest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A client configuration: servers by the name of their context, and which one is meant.
 *
 * @param currentContext the context that is used; empty where none was chosen
 * @param contexts       by name
 */
public record ClientConfig(String currentContext, Map<String, Context> contexts) {
    /** A configuration without contexts. */
    public static final ClientConfig EMPTY = new ClientConfig("", Map.of());

    /**
     * One server and how to work with it. What is not said is empty.
     *
     * @param server               its address
     * @param token                what proves who we are
     * @param namespace            the namespace that is meant where a command names none
     * @param certificateAuthority a PEM file with the authorities to trust for it
     */
    public record Context(String server, String token, String namespace, String certificateAuthority) {}

    /** Keeps what it is given, in its order. */
    public ClientConfig {
        contexts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(contexts));
    }

    /**
     * Reads a file.
     *
     * @return empty where there is no such file
     * @throws Failure 3 where it may not be read, 6 where it is no client configuration
     */
    public static Optional<ClientConfig> read(Path file) {
        try {
            return Optional.of(parse(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (AccessDeniedException e) {
            throw new Failure(ExitCode.FORBIDDEN, "you may not read " + file,
                    "Run this as the user that runs runed, or log in with 'rune login'.");
        } catch (FileSystemException e) {
            if (Files.isRegularFile(file)) {
                throw new Failure(ExitCode.FAILURE, Faults.of(file.toString(), e));
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new Failure(ExitCode.FAILURE, Faults.of(file.toString(), e));
        }
    }

    static ClientConfig parse(String source, String text) {
        Json root = ConfigText.read(source, text);
        onlyKeys(source, "", root, "currentContext", "contexts");
        Map<String, Context> contexts = new LinkedHashMap<>();
        for (Map.Entry<String, Json> entry : root.at("contexts").fields().entrySet()) {
            Json context = entry.getValue();
            onlyKeys(source, "contexts." + entry.getKey() + ".", context, "server", "token", "namespace",
                    "certificateAuthority");
            contexts.put(entry.getKey(),
                    new Context(word(context, "server"), word(context, "token"), word(context, "namespace"),
                            word(context, "certificateAuthority")));
        }
        return new ClientConfig(word(root, "currentContext"), contexts);
    }

    private static String word(Json map, String key) {
        return map.at(key).isText() ? map.text(key) : "";
    }

    private static void onlyKeys(String source, String path, Json map, String... known) {
        for (String key : map.fields().keySet()) {
            boolean found = false;
            for (String word : known) {
                found |= word.equals(key);
            }
            if (!found) {
                throw new Failure(ExitCode.INVALID,
                        source + ": unknown key '" + path + key + "'" + Nearest.hint(key, known));
            }
        }
    }

    /**
     * The context that is used.
     *
     * @param file where this was read, for messages
     */
    public Context current(Path file) {
        if (currentContext.isEmpty() && contexts.size() == 1) {
            return contexts.values().iterator().next();
        }
        Context context = contexts.get(currentContext);
        if (context == null) {
            throw new Failure(ExitCode.INVALID,
                    currentContext.isEmpty()
                            ? file + " names no currentContext"
                            : file + ": currentContext '" + currentContext + "' is not one of its contexts ("
                                    + String.join(", ", contexts.keySet()) + ")",
                    "Choose one with 'rune config use-context NAME'.");
        }
        return context;
    }

    /** This with a context added or replaced. */
    public ClientConfig with(String name, Context context) {
        Map<String, Context> all = new LinkedHashMap<>(contexts);
        all.put(name, context);
        return new ClientConfig(currentContext, all);
    }

    /** This with another context in use. */
    public ClientConfig using(String name) {
        return new ClientConfig(name, contexts);
    }

    /** Writes this to {@code file}, which only its owner may read; all of it or nothing. */
    public void write(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path fresh = Files.createTempFile(directory, ".client", ".yaml",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(fresh, toYaml(false));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /**
     * This as YAML.
     *
     * @param redacted whether tokens are left out
     */
    public String toYaml(boolean redacted) {
        return YamlWriter.write(toJson(redacted));
    }

    /** This as a tree. */
    public Json toJson(boolean redacted) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Map.Entry<String, Context> entry : contexts.entrySet()) {
            Context context = entry.getValue();
            Map<String, Object> fields = new LinkedHashMap<>();
            put(fields, "server", context.server());
            put(fields, "token", redacted && !context.token().isEmpty() ? "(not shown)" : context.token());
            put(fields, "namespace", context.namespace());
            put(fields, "certificateAuthority", context.certificateAuthority());
            all.put(entry.getKey(), fields);
        }
        return currentContext.isEmpty()
                ? Json.object("contexts", all)
                : Json.object("currentContext", currentContext, "contexts", all);
    }

    private static void put(Map<String, Object> fields, String key, String value) {
        if (!value.isEmpty()) {
            fields.put(key, value);
        }
    }
}
