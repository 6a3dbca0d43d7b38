package dev.rune.plugin.process;

import dev.rune.kernel.spi.runner.Workload;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.InstanceId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a process finds in its environment: nothing of the daemon's. */
final class Environment {
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    static final String INSTANCE = "RUNE_INSTANCE_ID";
    static final String NAMESPACE = "RUNE_SERVICE_NAMESPACE";

    private static final Pattern PORT = Pattern.compile("\\{\\{\\s*port:([^{}\\s]+)\\s*}}");

    private Environment() {}

    /** The variables of the instance {@code id}: {@code declared} wins over all but those that name the instance. */
    static Map<String, String> of(InstanceId id, String service, Account user, List<Endpoint> endpoints,
            Map<String, String> mounts, Workload declared) {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("PATH", PATH);
        env.put("LANG", "C.UTF-8");
        env.put("HOME", user.home());
        env.put("USER", user.name());
        endpoints.forEach(endpoint -> {
            env.putIfAbsent("PORT", Integer.toString(endpoint.port()));
            env.put("PORT_" + variable(endpoint.name()), Integer.toString(endpoint.port()));
        });
        mounts.forEach((name, path) -> env.put("RUNE_MOUNT_" + variable(name), path));
        env.putAll(declared.environment(word -> own(word, endpoints, mounts)));
        env.put("RUNE_SERVICE_NAME", service);
        env.put(NAMESPACE, id.namespace());
        env.put(INSTANCE, id.name());
        return env;
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /**
     * {@code text} with each <code>{{port:name}}</code> replaced by where the instance listens for it, and each
     * <code>{{mount:name}}</code> by where it sees the files.
     */
    static String filled(String text, List<Endpoint> endpoints, Map<String, String> mounts) {
        return Workload.fill(text, word -> own(word, endpoints, mounts));
    }

    private static Optional<String> own(String word, List<Endpoint> endpoints, Map<String, String> mounts) {
        String name = word.substring(word.indexOf(':') + 1);
        return switch (word.substring(0, word.indexOf(':'))) {
            case "port" -> endpoints.stream().filter(endpoint -> endpoint.name().equals(name)).findFirst()
                    .map(endpoint -> Integer.toString(endpoint.port()));
            case "mount" -> Optional.ofNullable(mounts.get(name));
            default -> Optional.empty();
        };
    }

    /** The names of the ports that {@code text} asks for. */
    static List<String> portsIn(String text) {
        return PORT.matcher(text).results().map(found -> found.group(1)).toList();
    }
}
