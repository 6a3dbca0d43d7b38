package dev.rune.programs;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What to run for an instance. Status: evolving since 0.1.
 *
 * @param command the program and its arguments; at least one. Everybody on this host can read them: a secret belongs into
 *                a variable
 * @param env     variables beside those of the service, which win over these
 * @param workdir where it runs; a directory that is there
 */
public record Program(List<String> command, Map<String, String> env, Path workdir) {
    public Program {
        command = List.copyOf(command);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a program has at least one word");
        }
        env = Map.copyOf(env);
        Objects.requireNonNull(workdir);
    }

    /** A program without variables of its own, in the root directory. */
    public static Program of(List<String> command) {
        return new Program(command, Map.of(), Path.of("/"));
    }

    /** Tells it to a keeper. */
    void write(DataOutputStream out) throws IOException {
        out.writeInt(command.size());
        for (String word : command) {
            writeText(out, word);
        }
        out.writeInt(env.size());
        for (Map.Entry<String, String> variable : env.entrySet()) {
            writeText(out, variable.getKey());
            writeText(out, variable.getValue());
        }
        writeText(out, workdir.toString());
    }

    /** What {@link #write} told. */
    static Program read(DataInputStream in) throws IOException {
        List<String> command = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            command.add(readText(in));
        }
        Map<String, String> env = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            env.put(readText(in), readText(in));
        }
        return new Program(command, env, Path.of(readText(in)));
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
