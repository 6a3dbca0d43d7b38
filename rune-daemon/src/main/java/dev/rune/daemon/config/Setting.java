package dev.rune.daemon.config;

import java.util.List;
import java.util.Locale;

/** A setting under its three names: a path of keys in the runefile, a variable, a flag. */
record Setting(String path) {
    static final Setting PLUGINS_DIR = new Setting("pluginsDir");

    private static final List<Setting> ALL = List.of(new Setting("dataDir"), new Setting("httpAddr"), PLUGINS_DIR,
            new Setting("logLevel"), new Setting("logFormat"), new Setting("tls.certFile"), new Setting("tls.keyFile"),
            new Setting("ingress.httpAddr"), new Setting("ingress.httpsAddr"), new Setting("ingress.tls.certFile"),
            new Setting("ingress.tls.keyFile"),
            new Setting("masterKey.file"), new Setting("masterKey.command"), new Setting("contentLimits.keys"),
            new Setting("contentLimits.valueBytes"), new Setting("contentLimits.objectBytes"));

    static List<Setting> all() {
        return ALL;
    }

    /** {@code RUNE_DATA_DIR}. */
    String variable() {
        return "RUNE_" + words("_").toUpperCase(Locale.ROOT);
    }

    /** {@code --data-dir}. */
    String flag() {
        return "--" + words("-");
    }

    /** Whether its value is a number. */
    boolean number() {
        return path.startsWith("contentLimits.");
    }

    private String words(String separator) {
        return path.replace(".", separator).replaceAll("([A-Z])", separator + "$1").toLowerCase(Locale.ROOT);
    }
}
