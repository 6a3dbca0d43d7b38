package dev.rune.daemon.auth;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The tokens that are valid. Only their digests are kept, in a file with one line for each: name, role and SHA-256. A
 * token is 256 random bits, so that its digest tells nothing about it. Safe for use by many threads.
 */
public final class Tokens {
    private static final int BYTES = 32;

    private final Path file;
    private final PrivateFiles files;
    /** Replaced whole by {@link #issue}. */
    private volatile List<Entry> entries;

    private record Entry(Identity identity, String digest) {}

    private Tokens(Path file, PrivateFiles files, List<Entry> entries) {
        this.file = file;
        this.files = files;
        this.entries = entries;
    }

    /**
     * Reads the tokens of {@code directory}; none where there is no file yet.
     *
     * @throws ProblemException {@link ProblemCode#DAMAGED} when the file cannot be understood
     */
    public static Tokens open(Path directory) {
        Path file = directory.resolve("tokens");
        PrivateFiles files = new PrivateFiles(directory);
        List<Entry> entries = new ArrayList<>();
        for (String line : files.read("tokens").orElse("").lines().toList()) {
            entries.add(entry(file, line));
        }
        return new Tokens(file, files, List.copyOf(entries));
    }

    private static Entry entry(Path file, String line) {
        String[] words = line.split(" ", -1);
        if (words.length == 3 && words[2].matches("[0-9a-f]{64}")) {
            return new Entry(new Identity(words[0], words[1]), words[2]);
        }
        throw ProblemException.of(ProblemCode.DAMAGED,
                file + " has a line that is not 'NAME ROLE SHA256'; remove the file and"
                        + " runed makes new tokens");
    }

    /** Whose token this is; compares in a time that does not depend on what is right about it. */
    public Optional<Identity> identify(String token) {
        byte[] digest = digest(token).getBytes(StandardCharsets.US_ASCII);
        Entry found = null;
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.digest().getBytes(StandardCharsets.US_ASCII), digest)) {
                found = entry;
            }
        }
        return Optional.ofNullable(found).map(Entry::identity);
    }

    /**
     * Makes a token for {@code identity}; an earlier one of the same name is not valid any more.
     *
     * @return the token; this is the only time it can be read
     */
    public synchronized String issue(Identity identity) {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        List<Entry> changed = new ArrayList<>(entries);
        changed.removeIf(entry -> entry.identity().name().equals(identity.name()));
        changed.add(new Entry(identity, digest(token)));
        StringBuilder text = new StringBuilder();
        for (Entry entry : changed) {
            text.append(entry.identity().name()).append(' ').append(entry.identity().role()).append(' ')
                    .append(entry.digest()).append('\n');
        }
        files.write(file.getFileName().toString(), text.toString());
        entries = List.copyOf(changed);
        return token;
    }

    private static String digest(String token) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
