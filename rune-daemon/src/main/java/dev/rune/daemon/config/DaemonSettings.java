package dev.rune.daemon.config;

import dev.rune.daemon.keys.MasterKeyring;
import dev.rune.kernel.spec.ContentLimits;
import dev.rune.kernel.section.Mapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How {@code runed} is to run, decided.
 *
 * @param dataDirectory     where everything is kept
 * @param httpAddress       where the API is served
 * @param pluginDirectories the distribution's own plugins first
 * @param logLevel          the least important messages that are logged
 * @param logFormat         how they are logged
 * @param tls               the certificate the API is served with
 * @param plugins           what is set for plugins
 * @param stopWithInput     whether the end of standard input ends the daemon with every instance
 * @param givenKey          the master key itself, where the environment holds it
 * @param masterKey         where it is kept else
 * @param contentLimits     how large secrets and configmaps may be
 */
public record DaemonSettings(Path dataDirectory, HttpAddress httpAddress, List<Path> pluginDirectories,
        RuneFile.LogLevel logLevel, RuneFile.LogFormat logFormat, Optional<RuneFile.TlsFiles> tls,
        Mapping plugins, boolean stopWithInput, Optional<String> givenKey, RuneFile.MasterKeyPlace masterKey,
        ContentLimits contentLimits) {
    public DaemonSettings {
        Objects.requireNonNull(dataDirectory);
        Objects.requireNonNull(httpAddress);
        pluginDirectories = List.copyOf(pluginDirectories);
        Objects.requireNonNull(logLevel);
        Objects.requireNonNull(logFormat);
        Objects.requireNonNull(tls);
        Objects.requireNonNull(plugins);
        Objects.requireNonNull(givenKey);
        Objects.requireNonNull(masterKey);
        Objects.requireNonNull(contentLimits);
    }

    /** The master key from where it is kept. */
    public MasterKeyring keyring() {
        return givenKey.map(MasterKeyring::given).or(() -> masterKey.command().map(MasterKeyring::printedBy))
                .orElseGet(() -> MasterKeyring
                        .file(masterKey.file().map(Path::of).orElseGet(() -> dataDirectory.resolve("master.key"))));
    }

    /** Where the master key is kept is told, the key itself is not. */
    @Override
    public String toString() {
        return "DaemonSettings[" + dataDirectory + ", " + httpAddress + "]";
    }
}
