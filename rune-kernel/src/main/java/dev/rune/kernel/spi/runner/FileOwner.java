package dev.rune.kernel.spi.runner;

/**
 * Whom the files of an instance shall belong to. Status: evolving since 0.1.
 *
 * @param uid the user's number
 * @param gid the group's number
 */
public record FileOwner(long uid, long gid) {}
