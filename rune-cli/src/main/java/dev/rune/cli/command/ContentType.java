package dev.rune.cli.command;

import java.util.Optional;

/** Secrets and configmaps: which is which, and where each is found. */
enum ContentType {
    SECRET("secret", "secret"), CONFIGMAP("configmap", "config");

    private final String word;
    private final String command;

    ContentType(String word, String command) {
        this.word = word;
        this.command = command;
    }

    /** The word of one object, as castfiles have it. */
    String word() {
        return word;
    }

    /** The word that commands have for it. */
    String command() {
        return command;
    }

    /** The last part of its requests' paths. */
    String path() {
        return word + "s";
    }

    /** The type that a word of a command line means. */
    static Optional<ContentType> of(String word) {
        return switch (word) {
            case "secret", "secrets" -> Optional.of(SECRET);
            case "config", "configs", "configmap", "configmaps", "cm" -> Optional.of(CONFIGMAP);
            default -> Optional.empty();
        };
    }
}
