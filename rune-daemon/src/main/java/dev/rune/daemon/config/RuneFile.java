package dev.rune.daemon.config;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Range;
import dev.rune.kernel.section.SectionException;
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
 * @param ingress    for plugins that expose services
 * @param masterKey  where the key of secrets is kept
 * @param contentLimits how large secrets and configmaps may be
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
        @Doc("Accounts for registries of images: a list of `name`, `server`, `username`, `password-file`.") Optional<Node> registries,
        @Doc("The front door: `httpAddr`, where services with a host are reached, `:8080` by default; and its limits.") Optional<Node> ingress,
        @Doc("Where the key of secrets is kept; the variable `RUNE_MASTER_KEY` may hold it in place of either.") MasterKeyPlace masterKey,
        @Doc("How large secrets and configmaps may be.") Limits contentLimits) {
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
        ingress.ifPresent(node -> settings.put("ingress", node));
        return Mapping.of(settings);
    }

    /**
     * Where the master key is kept.
     *
     * @param file    a file, made at the first start
     * @param command a command that prints the key
     */
    public record MasterKeyPlace(
            @Doc("A file that only the daemon's user may read; made at the first start. Default: `master.key` in the data directory.") Optional<String> file,
            @Doc("A line for `/bin/sh` that prints the key, 32 bytes in Base64.") Optional<String> command) {
        public MasterKeyPlace {
            if (file.isPresent() && command.isPresent()) {
                throw new SectionException("command", "the master key comes from one of: file, command");
            }
        }
    }

    /**
     * How large a secret or configmap may be.
     *
     * @param keys        keys of one object
     * @param valueBytes  bytes of one value
     * @param objectBytes bytes of one object
     */
    public record Limits(@Doc("Keys of one object.") @Default("64") @Range(min = 1, max = 10000) int keys,
            @Doc("Bytes of one value.") @Default("65536") @Range(min = 1, max = 4194304) int valueBytes,
            @Doc("Bytes of one object.") @Default("1048576") @Range(min = 1, max = 4194304) int objectBytes) {}

    /** {@link #pluginsDir} as paths. */
    public List<Path> pluginDirectories() {
        return pluginsDir.stream().map(Path::of).toList();
    }
}
