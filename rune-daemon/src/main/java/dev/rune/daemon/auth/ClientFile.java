package dev.rune.daemon.auth;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code client.yaml} in the data directory: how the client on this machine reaches the daemon, and its token. It has
 * the form of the client's own configuration, is written anew at every start, and is readable for the daemon's user only.
 *
 * @param directory the data directory
 */
public record ClientFile(Path directory) {
    private static final String NAME = "client.yaml";
    /** Only what {@link #write} has written is read again, so that one line tells enough. */
    private static final Pattern TOKEN = Pattern.compile("(?m)^ {4}token: ([A-Za-z0-9_-]+)$");

    /** Where it is. */
    public Path path() {
        return directory.resolve(NAME);
    }

    /** The token in it; empty where there is no file or none can be found in it. */
    public Optional<String> token() {
        return new PrivateFiles(directory).read(NAME).map(TOKEN::matcher).filter(Matcher::find)
                .map(matcher -> matcher.group(1));
    }

    /** Makes it say this; does nothing where it does. */
    public void write(URI server, String token) {
        PrivateFiles files = new PrivateFiles(directory);
        String text = """
                currentContext: local
                contexts:
                  local:
                    server: %s
                    token: %s
                    namespace: default
                """.formatted(server, token);
        if (!files.read(NAME).equals(Optional.of(text))) {
            files.write(NAME, text);
        }
    }
}
