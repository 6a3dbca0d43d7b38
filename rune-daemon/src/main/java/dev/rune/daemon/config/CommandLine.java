package dev.rune.daemon.config;

import dev.rune.kernel.section.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words {@code runed} was called with.
 *
 * @param flags   the values of the flags that say settings, by flag; more than one only of {@code --plugins-dir}
 * @param config  the runefile named
 * @param alone   the flags without a value: {@code --stop-with-input}, {@code --check}, {@code --help},
 *                {@code --version}, {@code --recursive}, {@code --replace}
 * @param command {@code lint}, {@code restore}, {@code reference}, {@code check-plugin}, {@code install-plugin},
 *                {@code remove-plugin}, or nothing for the daemon itself
 * @param files   what the command is about
 */
public record CommandLine(Map<String, List<String>> flags, Optional<String> config, List<String> alone,
        Optional<String> command,
        List<String> files) {
    /** What {@code runed --help} says. */
    public static final String HELP = """
            Usage: runed [OPTIONS]             keep services running
                   runed lint [-r] FILE...     check castfiles without a daemon
                   runed restore FILE          put a backup in the place of the store, while no daemon runs
                   runed reference             print the castfile reference as Markdown
                   runed check-plugin DIR...   examine plugins' directories without starting any of their code
                   runed install-plugin [--replace] FILE.zip|DIR
                                               bring a plugin into the data directory; the next start loads it
                   runed remove-plugin NAME    let the next start delete one of those, whoever uses it

            Options:
              --config FILE            the runefile; default /etc/rune/runefile.yaml, where it is there
              --data-dir DIR           where everything is kept; default /var/lib/rune for root, else $XDG_STATE_HOME/rune
              --http-addr HOST:PORT    where the API is served; default 127.0.0.1:7861
              --plugins-dir DIR        a folder whose folders are plugins, beyond the distribution's own; several times
              --log-level LEVEL        debug, info, warn or error; default info
              --log-format FORMAT      text or json; default text
              --tls-cert-file FILE     the certificate chain (PEM) the API is served with; needed beyond loopback
              --tls-key-file FILE      its private key (PEM, PKCS #8)
              --ingress-http-addr ADDR where exposed services are reached, HOST:PORT; default :8080, every address
              --ingress-https-addr ADDR
                                       the same with TLS; default :8443
              --ingress-tls-cert-file FILE, --ingress-tls-key-file FILE
                                       the certificate for it (PEM)
              --master-key-file FILE   the key of secrets, made at the first start; default master.key in the data directory
              --master-key-command CMD a line for /bin/sh that prints it instead; RUNE_MASTER_KEY may hold it
              --content-limits-keys N, --content-limits-value-bytes N, --content-limits-object-bytes N
                                       how large secrets and configmaps may be; default 64, 65536, 1048576
              --stop-with-input        when standard input ends, stop every instance and end
              --check                  look whether all that is set can be used, and end; starts nothing
              --version                print the version
              --help                   print this

            Every setting also has an environment variable, such as RUNE_DATA_DIR, and a key in the runefile, such as
            dataDir. A flag wins over the environment, the environment over the runefile.
            """;

    private static final List<String> COMMANDS = List.of("lint", "restore", "reference", "check-plugin",
            "install-plugin", "remove-plugin");
    private static final List<String> ALONE = List.of("--stop-with-input", "--check", "--help", "--version",
            "--recursive", "--replace");
    private static final String CONFIG = "--config";

    /** The words of a call cannot be understood. */
    public static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message + "; 'runed --help' tells what there is");
        }
    }

    /**
     * Reads the words.
     *
     * @throws UsageException when one of them is unknown or lacks its value
     */
    public static CommandLine parse(List<String> words) throws UsageException {
        Map<String, List<String>> flags = new LinkedHashMap<>();
        Optional<String> config = Optional.empty();
        List<String> alone = new ArrayList<>();
        List<String> plain = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i).equals("-r") ? "--recursive" : words.get(i);
            if (word.equals("--")) {
                plain.addAll(words.subList(i + 1, words.size()));
                break;
            }
            if (ALONE.contains(word)) {
                alone.add(word);
                continue;
            }
            if (!word.startsWith("-") || word.equals("-")) {
                plain.add(word);
                continue;
            }
            String[] parts = word.split("=", 2);
            requireKnown(parts[0]);
            if (parts.length == 1 && i + 1 == words.size()) {
                throw new UsageException("'" + word + "' needs a value");
            }
            String value = parts.length == 2 ? parts[1] : words.get(++i);
            if (parts[0].equals(CONFIG)) {
                config = Optional.of(value);
            } else {
                add(flags, parts[0], value);
            }
        }
        return withCommand(flags, config, alone, plain);
    }

    private static void add(Map<String, List<String>> flags, String flag, String value) throws UsageException {
        List<String> values = flags.computeIfAbsent(flag, _ -> new ArrayList<>());
        values.add(value);
        if (values.size() > 1 && !Setting.PLUGINS_DIR.flag().equals(flag)) {
            throw new UsageException("'" + flag + "' is said twice");
        }
    }

    private static void requireKnown(String flag) throws UsageException {
        List<String> known = new ArrayList<>(ALONE);
        known.add(CONFIG);
        Setting.all().stream().map(Setting::flag).forEach(known::add);
        if (!known.contains(flag)) {
            throw new UsageException("unknown option '" + flag + "'"
                    + Nearest.of(flag, known).map(near -> ", did you mean '" + near + "'?").orElse(""));
        }
    }

    private static CommandLine withCommand(Map<String, List<String>> flags, Optional<String> config, List<String> alone,
            List<String> plain) throws UsageException {
        Optional<String> command = plain.stream().findFirst();
        if (command.isPresent() && !COMMANDS.contains(command.get())) {
            throw new UsageException("unknown command '" + command.get() + "'"
                    + Nearest.of(command.get(), COMMANDS).map(near -> ", did you mean '" + near + "'?").orElse(""));
        }
        if (alone.contains("--recursive") && !command.equals(Optional.of("lint"))) {
            throw new UsageException("'-r' belongs to 'runed lint'");
        }
        if (alone.contains("--replace") && !command.equals(Optional.of("install-plugin"))) {
            throw new UsageException("'--replace' belongs to 'runed install-plugin'");
        }
        return new CommandLine(flags, config, alone, command, plain.stream().skip(1).toList());
    }

    /** Whether a flag without a value was said. */
    public boolean says(String flag) {
        return alone.contains(flag);
    }
}
