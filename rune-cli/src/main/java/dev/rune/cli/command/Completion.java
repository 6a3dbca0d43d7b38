package dev.rune.cli.command;

import dev.rune.cli.command.Listing.Selection;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What the completion scripts ask: the words that may stand where the cursor is, each with a tab and a description. It
 * knows them from the models of the commands and from the daemon, so the scripts never grow old.
 */
final class Completion implements Command {
    static final String WORD = "__complete";

    private final Map<String, String> found = new LinkedHashMap<>();
    private Optional<String> namespace = Optional.empty();

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(this, WORD, "Lists the words that may follow.")
                .addPositional(Options.words("0..*", "WORD...", "The words so far; the last is the one to complete."));
        spec.usageMessage().hidden(true);
        return spec;
    }

    @Override
    public int run(Arguments arguments, Session session) {
        List<String> words = arguments.words();
        String last = words.isEmpty() ? "" : words.get(words.size() - 1);
        CommandSpec spec = Rune.wholeModel();
        List<String> positionals = new ArrayList<>();
        String before = "";
        boolean optionsEnd = false;
        for (int i = 0; i < words.size() - 1; i++) {
            String word = words.get(i);
            boolean isValue = takesValue(spec, before);
            if (isValue && (before.equals("-n") || before.equals(Options.NAMESPACE))) {
                namespace = Optional.of(word);
            }
            before = isValue ? "" : word;
            optionsEnd |= word.equals("--");
            if (isValue || word.startsWith("-")) {
                continue;
            }
            CommandLine nested = positionals.isEmpty() ? spec.subcommands().get(word) : null;
            if (nested != null) {
                spec = nested.getCommandSpec();
            } else {
                positionals.add(word);
            }
        }
        offer(spec, optionsEnd ? "" : before, positionals, last, session);
        for (Map.Entry<String, String> word : found.entrySet()) {
            if (word.getKey().startsWith(last)) {
                session.console().print(word.getKey() + "\t" + word.getValue());
            }
        }
        return ExitCode.OK;
    }

    private void offer(CommandSpec spec, String before, List<String> positionals, String last, Session session) {
        if (takesValue(spec, before)) {
            offerValues(before, session);
        } else if (last.startsWith("-")) {
            for (OptionSpec option : spec.options()) {
                found.put(option.longestName(), option.description()[0]);
            }
        } else if (!spec.subcommands().isEmpty()) {
            for (Map.Entry<String, CommandLine> nested : spec.subcommands().entrySet()) {
                found.put(nested.getKey(), nested.getValue().getCommandSpec().usageMessage().description()[0]);
            }
        } else {
            offerWords(spec.name(), positionals, session);
        }
    }

    private void offerValues(String option, Session session) {
        switch (option) {
            case "-o", Options.OUTPUT ->
                List.of("table", "wide", "json", "yaml", "name").forEach(word -> found.put(word, "form of output"));
            case "-n", Options.NAMESPACE -> offerNames(new NamespaceListing(), session);
            case "--mode" -> List.of("immediate", "gradual").forEach(word -> found.put(word, "mode"));
            case "--rollback-on-fail" -> List.of("true", "false").forEach(word -> found.put(word, ""));
            default -> {
                // A file, a number, a time: the shell completes files by itself.
            }
        }
    }

    private void offerWords(String command, List<String> positionals, Session session) {
        switch (command) {
            case "get" -> {
                Optional<Listing> type = positionals.isEmpty() ? Optional.empty() : Listing.of(positionals.get(0));
                if (positionals.isEmpty()) {
                    List.of("services", "instances", "routes", "namespaces", "secrets", "configmaps", "plugins",
                            "events")
                            .forEach(word -> found.put(word, "type"));
                } else if (positionals.size() == 1 && type.isPresent()) {
                    offerNames(type.get(), session);
                }
            }
            case "delete" -> offerDoomed(positionals, session);
            case "restart", "stop" -> offerNames(new ServiceListing(), session);
            case "scale", "health" -> {
                if (positionals.isEmpty()) {
                    offerNames(new ServiceListing(), session);
                }
            }
            case "logs", "exec" -> {
                if (positionals.isEmpty()) {
                    offerNames(new ServiceListing(), session);
                    offerNames(new InstanceListing(), session);
                }
            }
            case "completion" -> List.of("bash", "zsh", "fish").forEach(word -> found.put(word, "shell"));
            default -> {
                // Files, which the shell completes by itself, or nothing.
            }
        }
    }

    private void offerDoomed(List<String> positionals, Session session) {
        Optional<Listing> type = positionals.isEmpty()
                ? Optional.empty()
                : DeleteCommand.type(positionals.get(0)).map(DeleteCommand.Type::listing);
        offerNames(type.orElseGet(ServiceListing::new), session);
    }

    private void offerNames(Listing listing, Session session) {
        try {
            Selection selection = new Selection(false, namespace.isPresent() ? namespace.get() : session.namespace(),
                    Labels.ANY, false);
            for (Json object : listing.fetch(session, selection)) {
                found.put(listing.name(object), listing.word());
            }
        } catch (Failure ignored) {
            // Without a daemon there are no names to offer, and nobody wants to read why in the middle of a line.
        }
    }

    private static boolean takesValue(CommandSpec spec, String word) {
        OptionSpec option = word.startsWith("-") ? spec.findOption(word) : null;
        return option != null && option.arity().max() > 0;
    }
}
