package dev.rune.cli.command;

/**
 * A service that is waited for.
 *
 * @param namespace  where it lives
 * @param name       its name
 * @param generation the generation that has to be reached
 */
record Target(String namespace, String name, long generation) {}
