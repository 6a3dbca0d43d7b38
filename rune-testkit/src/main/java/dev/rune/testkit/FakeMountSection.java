package dev.rune.testkit;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;

/**
 * What stands beside {@code type: fake} under {@code mounts}.
 *
 * @param text what the file holds
 * @param file its name
 */
@Doc("One file with a text.")
record FakeMountSection(@Doc("What the file holds.") String text,
        @Doc("The file's name.") @Default("text") String file) {}
