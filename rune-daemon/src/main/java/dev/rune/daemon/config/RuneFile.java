package dev.rune.daemon.config;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of {@code runed}, as in the runefile.
 *
 * @param dataDir    where everything is kept
 * @param httpAddr   where the API is served
 * @param pluginsDir folders whose folders are plugins, beyond the distribution's own
 * @param logLevel   the least important messages that are logged
 * @param logFormat  how they are logged
 * @param tls        the certificate the API is served with
 * @param docker     for the plugin {@code docker}, which knows what it means
 * @param registries for plugins that fetch images
 */
@Doc("The settings of `runed`.")
public record RuneFile(
        @Doc("Where everything is kept. Default: `/var/lib/rune` for root, else `$XDG_STATE_HOME/rune`.") Optional<String> dataDir,
        @Doc("Where the API is served, as `HOST:PORT`; port 0 is any free one.") @Default("127.0.0.1:7861") HttpAddress httpAddr,
        @Doc("Folders whose folders are plugins, beyond the distribution's own.") List<String> pluginsDir,
        @Doc("The least important messages that are logged.") @Default("info") LogLevel logLevel,
        @Doc("How messages are logged.") @Default("text") LogFormat logFormat,
        @Doc("The certificate the API is served with; needed beyond loopback.") Optional<TlsFiles> tls,
        @Doc("The Docker engine: `host`, where it listens, and `hostPaths`, the folders that castfiles may mount.") Optional<Node> docker,
        @Doc("Accounts for registries of images: a list of `name`, `server`, `username`, `password-file`.") Optional<Node> registries) {
    /** How important a message is. */
    public enum LogLevel {
        /** Every step. */
        DEBUG,
        /** What an operator wants to know. */
        INFO,
        /** What somebody should look at. */
        WARN,
        /** What went wrong. */
        ERROR;

        /** The word: {@code info}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How messages look. */
    public enum LogFormat {
        /** For people. */
        TEXT,
        /** For programs: an object in each line. */
        JSON
    }

    /**
     * A certificate with its key.
     *
     * @param certFile the chain, PEM
     * @param keyFile  the private key, PEM, PKCS #8
     */
    public record TlsFiles(@Doc("The certificate chain, PEM.") String certFile,
            @Doc("The private key, PEM (PKCS #8).") String keyFile) {}

    /** What plugins are given: the keys that only they understand. */
    public Mapping forPlugins() {
        Map<String, Node> settings = new LinkedHashMap<>();
        docker.ifPresent(node -> settings.put("docker", node));
        registries.ifPresent(node -> settings.put("registries", node));
        return Mapping.of(settings);
    }

    /** {@link #pluginsDir} as paths. */
    public List<Path> pluginDirectories() {
        return pluginsDir.stream().map(Path::of).toList();
    }
}
