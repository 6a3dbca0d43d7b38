package dev.rune.dist;

import java.util.ArrayList;
import java.util.List;

/**
 * A command, and what a page says that it prints.
 *
 * @param command  what stands after the prompt
 * @param expected the lines below it
 */
record Typed(String command, List<String> expected) {
    /** The commands of a block of a page, in their order. */
    static List<Typed> in(String block) {
        var commands = new ArrayList<Typed>();
        for (var line : block.lines().toList()) {
            if (line.startsWith("$ ")) {
                commands.add(new Typed(line.substring(2), new ArrayList<>()));
            } else if (!line.isBlank()) {
                commands.getLast().expected.add(line);
            }
        }
        return commands;
    }
}
