package dev.rune.kernel.spi.runner;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A command to run beside an instance's main process, with its user, environment, folder and limits. Status: stable
 * since 0.1.
 *
 * @param command  the program and its arguments; at least one
 * @param env      variables beyond the instance's own
 * @param workdir  another folder than the instance's
 * @param terminal the size of the terminal it shall have; empty for pipes
 */
public record ExecRequest(List<String> command, Map<String, String> env, Optional<String> workdir,
        Optional<TerminalSize> terminal) {
    public ExecRequest {
        command = List.copyOf(command);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a command to execute has at least one word");
        }
        env = Map.copyOf(env);
        Objects.requireNonNull(workdir);
        Objects.requireNonNull(terminal);
    }
}
