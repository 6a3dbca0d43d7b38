package dev.rune.plugin.docker;

/** When an image is fetched from its registry. */
enum ImagePull {
    /** When the engine does not have it. */
    MISSING,
    /** Before each start; an image named by its digest only when the engine does not have it. */
    ALWAYS,
    /** Never. */
    NEVER
}
