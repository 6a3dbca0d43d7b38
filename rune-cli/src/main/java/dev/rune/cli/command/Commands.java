package dev.rune.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands by their words. Only the one that was typed is made. */
final class Commands {
    /** In the order of the help. */
    private static final List<String> NAMES = List.of("cast", "get", "scale", "restart", "stop", "rollout",
            "delete", "logs", "exec", "health", "deps", "events", "status", "plugins", "image", "create", "lint", "dev",
            "login",
            "whoami", "config", "admin", "completion",
            "version");

    private Commands() {}

    static List<String> names() {
        return NAMES;
    }

    static List<Word> all() {
        List<Word> all = new ArrayList<>();
        for (String name : NAMES) {
            all.add(named(name).orElseThrow());
        }
        return all;
    }

    /** The command of that word, which may be an alias. */
    static Optional<Word> named(String word) {
        return Optional.ofNullable(switch (word) {
            case "cast", "apply" -> new CastCommand();
            case "get" -> new GetCommand();
            case "scale" -> new ScaleCommand();
            case "restart" -> new RestartCommand();
            case "stop" -> new StopCommand();
            case "rollout" -> new RolloutCommands();
            case "delete" -> new DeleteCommand();
            case "logs" -> new LogsCommand();
            case "exec" -> new ExecCommand();
            case "health" -> new HealthCommand();
            case "deps" -> new DepsCommands();
            case "events" -> new EventsCommand();
            case "status" -> new StatusCommand();
            case "plugins" -> new PluginsCommand();
            case "image" -> new ImageCommands();
            case "create" -> new CreateCommands();
            case "lint" -> new LintCommand();
            case "dev" -> new DevCommand();
            case "login" -> new LoginCommand();
            case "whoami" -> new WhoamiCommand();
            case "config" -> new ConfigCommands();
            case "admin" -> new AdminCommands();
            case "completion" -> new CompletionCommand();
            case "version" -> new VersionCommand();
            case Completion.WORD -> new Completion();
            default -> null;
        });
    }
}
