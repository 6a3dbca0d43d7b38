package dev.rune.plugin.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A user of this host.
 *
 * @param name the name; the number where there is no entry
 * @param uid  the number
 * @param gid  the primary group; empty where there is no entry
 * @param home the home directory; {@code /} where there is no entry
 */
record Account(String name, long uid, Optional<Long> gid, String home) {
    private static final int LOOKUP_SECONDS = 5;

    /** The user written as {@code text}: a name, or a number that need not have an entry. */
    static Optional<Account> of(String text) {
        Optional<Long> number = number(text);
        Optional<List<String>> entry = entry("passwd", text, fields -> fields.size() > 5
                && (number.isPresent()
                        ? fields.get(2).equals(number.get().toString())
                        : fields.getFirst().equals(text)));
        return entry.map(fields -> new Account(fields.getFirst(), Long.parseLong(fields.get(2)),
                Optional.of(Long.valueOf(fields.get(3))), fields.get(5).isEmpty() ? "/" : fields.get(5)))
                .or(() -> number.map(uid -> new Account(uid.toString(), uid, Optional.empty(), "/")));
    }

    /** The number of the group written as {@code text}: a name, or a number that need not have an entry. */
    static Optional<Long> group(String text) {
        return number(text).or(() -> entry("group", text, fields -> fields.size() > 2 && fields.getFirst().equals(text))
                .map(fields -> Long.valueOf(fields.get(2))));
    }

    private static Optional<Long> number(String text) {
        // 4294967295 means "no user" to the kernel.
        return text.matches("[0-9]{1,10}")
                ? Optional.of(Long.valueOf(text)).filter(id -> id < 0xffff_ffffL)
                : Optional.empty();
    }

    private static Optional<List<String>> entry(String database, String key, Predicate<List<String>> wanted) {
        try {
            Optional<List<String>> local = find(
                    Files.readString(Path.of("/etc", database), StandardCharsets.ISO_8859_1),
                    wanted);
            return local.isPresent() || !usesDirectory(database) ? local : find(getent(database, key), wanted);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<List<String>> find(String text, Predicate<List<String>> wanted) {
        return text.lines().map(line -> List.of(line.split(":", -1))).filter(wanted).findFirst();
    }

    /** Whether this host also asks a directory service, which only the C library can talk to. */
    private static boolean usesDirectory(String database) throws IOException {
        Path configuration = Path.of("/etc/nsswitch.conf");
        return Files.exists(configuration) && Files.readString(configuration, StandardCharsets.ISO_8859_1).lines()
                .anyMatch(line -> line.startsWith(database + ":")
                        && line.matches(".*\\b(sss|ldap|winbind|nis|systemd)\\b.*"));
    }

    private static String getent(String database, String key) throws IOException {
        Process getent = new ProcessBuilder("getent", database, key).redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            getent.getOutputStream().close();
            if (!getent.waitFor(LOOKUP_SECONDS, TimeUnit.SECONDS)) {
                return "";
            }
            return new String(getent.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "";
        } finally {
            getent.destroyForcibly();
        }
    }
}
