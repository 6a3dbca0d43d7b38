package dev.rune.cli.api;

import java.nio.charset.StandardCharsets;

/** Builds the targets of requests, with every part encoded. */
public final class Paths {
    private static final String HEX = "0123456789ABCDEF";

    private final StringBuilder target;
    private char separator = '?';

    private Paths(String start) {
        target = new StringBuilder(start);
    }

    /** The path {@code /v1/} followed by these parts. */
    public static Paths of(String... parts) {
        Paths paths = new Paths("/v1");
        for (String part : parts) {
            paths.target.append('/');
            paths.encode(part);
        }
        return paths;
    }

    /** The path of something in a namespace. */
    public static Paths in(String namespace, String... parts) {
        Paths paths = of("namespaces", namespace);
        for (String part : parts) {
            paths.target.append('/');
            paths.encode(part);
        }
        return paths;
    }

    /** The path of something that a service has. */
    public static Paths in(String namespace, String kind, String name, String[] more) {
        Paths paths = in(namespace, kind, name);
        for (String part : more) {
            paths.target.append('/');
            paths.encode(part);
        }
        return paths;
    }

    /** Adds a parameter. */
    public Paths with(String name, String value) {
        target.append(separator).append(name).append('=');
        encode(value);
        separator = '&';
        return this;
    }

    /** Adds a parameter that is true, or nothing. */
    public Paths when(boolean wanted, String name) {
        return wanted ? with(name, "true") : this;
    }

    private void encode(String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-' || b == '.' || b == '_'
                    || b == '~') {
                target.append((char) b);
            } else {
                target.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
            }
        }
    }

    /** The target. */
    @Override
    public String toString() {
        return target.toString();
    }
}
