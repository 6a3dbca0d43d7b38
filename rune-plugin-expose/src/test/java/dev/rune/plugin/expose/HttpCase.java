package dev.rune.plugin.expose;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that a client or an instance does, and what comes of it.
 *
 * @param group    what it is about
 * @param name     what is done
 * @param expected what has to come of it
 * @param nginx    what comes of it with nginx; empty where that is not always the same
 * @param hasty    whether it is about limits of time, which are short then
 * @param tried    does it and tells what came of it
 */
record HttpCase(String group, String name, String expected, String nginx, boolean hasty,
        Function<Proxy, String> tried) {
    static final String HOST = "Host: shop.local\r\n";
    /** What is asked behind it, to see where one request ends and what becomes of the connection. */
    static final String NEXT = "GET /next HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9][0-9])[ \r]");

    /** A client sends {@code request} and another one behind it. */
    static HttpCase sent(String group, String name, String expected, String nginx, String request) {
        return of(group, name, expected, nginx, door -> outcome(door, request));
    }

    /** An instance answers {@code answer}, and another request behind it as usual. */
    static HttpCase answered(String group, String name, String expected, String nginx, String answer,
            Function<String, String> seen) {
        return of(group, name, expected, nginx, door -> {
            door.server().answer("/", answer);
            String received = received(door, "GET / HTTP/1.1\r\n" + HOST + "\r\n" + NEXT);
            return statuses(received) + seen.apply(received);
        });
    }

    static HttpCase of(String group, String name, String expected, String nginx, Function<Proxy, String> tried) {
        return new HttpCase(group, name, expected, nginx, false, tried);
    }

    static HttpCase timed(String group, String name, String expected, String nginx, Function<Proxy, String> tried) {
        return new HttpCase(group, name, expected, nginx, true, tried);
    }

    static String outcome(Proxy door, String request) {
        String statuses = statuses(received(door, request + NEXT));
        long seen = door.server().seen().stream().filter(own -> !own.contains(" /next ")).count();
        return statuses + (seen == 0 ? ", unseen" : seen > 1 ? ", seen " + seen + " times" : "");
    }

    /** All that comes back for {@code bytes}. */
    static String received(Proxy door, String... bytes) {
        try (RawClient client = door.client()) {
            try {
                for (String part : bytes) {
                    client.send(part);
                }
            } catch (UncheckedIOException _) {
                // It has closed already, and perhaps said why.
            }
            return client.untilClosed();
        }
    }

    /** The statuses of all answers; {@code closed} where there are none. */
    static String statuses(String received) {
        List<String> statuses = new ArrayList<>();
        Matcher matcher = STATUS.matcher(received);
        while (matcher.find()) {
            statuses.add(matcher.group(1));
        }
        return statuses.isEmpty() ? "closed" : String.join(", ", statuses);
    }

    /** Does it with the front door. */
    String withRune() {
        try (var door = new DoorFixture(hasty
                ? Map.of("headSeconds", "1", "bodySeconds", "1", "responseSeconds", "1", "idleSeconds", "1")
                : Map.of())) {
            return tried.apply(door);
        }
    }

    /** Does it with nginx. */
    String withNginx() {
        try (var door = new Nginx(hasty ? 1 : 15)) {
            return tried.apply(door);
        }
    }

    @Override
    public String toString() {
        return group + ": " + name;
    }
}
