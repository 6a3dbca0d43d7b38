package dev.rune.cli.follow;

/**
 * A service that is waited for.
 *
 * @param namespace  where it lives
 * @param name       its name
 * @param generation the generation that has to be reached, or a later one; any where it is to be gone
 * @param gone       whether it is waited for until it is gone
 */
public record Target(String namespace, String name, long generation, boolean gone) {
    /** A service that is to reach a generation. */
    public static Target reaching(String namespace, String name, long generation) {
        return new Target(namespace, name, generation, false);
    }

    /** A service that is to be gone. */
    public static Target gone(String namespace, String name) {
        return new Target(namespace, name, 0, true);
    }
}
