package dev.rune.kernel.spi;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.SectionType;
import java.util.Set;

/**
 * Makes one type of runner, probe, exposure or mount known. Made once by {@code ServiceLoader} through a public
 * constructor without parameters; must be cheap, touch nothing outside, and be safe for use by several threads.
 * Status: stable since 0.1.
 */
public interface Provider {
    /** The word that castfiles and tables use for it, such as {@code process}: a lower-case DNS label. */
    String type();

    /** The schema of its section in a castfile. */
    SectionType<?> section();

    /**
     * The keys at the top of {@link PluginContext#settings()} that are this plugin's, such as {@code ingress}: it can read
     * the secrets that stand behind these, and no others. Asked once, when the plugin is loaded. Since 0.1.
     */
    default Set<String> settings() {
        return Set.of();
    }

    /**
     * Looks whether {@code settings}, which the operator has set for plugins, could be used; each provider takes the keys
     * it knows. Nothing is started for it.
     *
     * @throws dev.rune.kernel.problem.ProblemException that says what cannot be used, and what could be
     */
    default void checkSettings(Mapping settings) {}
}
