package dev.rune.kernel.spec;

import java.util.Locale;

/** What keeps named values for services. Status: evolving since 0.1. */
public enum ContentKind {
    /** Values that nobody is shown. */
    SECRET,
    /** Values that everybody may read. */
    CONFIGMAP;

    /** The word that castfiles use: {@code secret}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
