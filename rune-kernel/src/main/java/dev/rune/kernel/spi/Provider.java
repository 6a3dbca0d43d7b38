package dev.rune.kernel.spi;

import dev.rune.kernel.section.SectionType;

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
}
