package dev.rune.kernel.plugin;

import java.util.Objects;

/** Why a plugin cannot be used: the phase it failed in and one sentence. Never leaves this package. */
final class PluginFault extends Exception {
    private static final long serialVersionUID = 1L;

    /** How far a plugin came. */
    enum Phase {
        /** Its folder is brought to its place. */
        INSTALL("install"),
        /** Its descriptor is read. */
        DESCRIPTOR("descriptor"),
        /** Its modules are found and connected. */
        MODULES("modules"),
        /** Its providers are made and asked what they are. */
        PROVIDERS("providers"),
        /** Its runners, probes, exposures and mount handlers are made. */
        START("start"),
        /** They are called. */
        CALLS("calls");

        private final String word;

        Phase(String word) {
            this.word = word;
        }
    }

    private final String sentence;

    PluginFault(Phase phase, String sentence) {
        super(Objects.requireNonNull(sentence));
        this.sentence = phase.word + ": " + sentence;
    }

    PluginFault(Phase phase, String sentence, Throwable cause) {
        super(Objects.requireNonNull(sentence), cause);
        this.sentence = phase.word + ": " + sentence;
    }

    /** Where the plugin failed and why, for its status. */
    String sentence() {
        return sentence;
    }
}
