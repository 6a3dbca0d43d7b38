package dev.rune.plugin.process;

import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.InstanceId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
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
            Map<String, String> declared) {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("PATH", PATH);
        env.put("LANG", "C.UTF-8");
        env.put("HOME", user.home());
        env.put("USER", user.name());
        endpoints.forEach(endpoint -> {
            env.putIfAbsent("PORT", Integer.toString(endpoint.port()));
            env.put("PORT_" + endpoint.name().toUpperCase(Locale.ROOT).replace('-', '_'),
                    Integer.toString(endpoint.port()));
        });
        declared.forEach((name, value) -> env.put(name, withPorts(value, endpoints)));
        env.put("RUNE_SERVICE_NAME", service);
        env.put(NAMESPACE, id.namespace());
        env.put(INSTANCE, id.name());
        return env;
    }

    /** {@code text} with each <code>{{port:name}}</code> replaced by where the instance listens for it. */
    static String withPorts(String text, List<Endpoint> endpoints) {
        if (!text.contains("{{")) {
            return text;
        }
        return PORT.matcher(text).replaceAll(found -> endpoints.stream()
                .filter(endpoint -> endpoint.name().equals(found.group(1))).findFirst()
                .map(endpoint -> Integer.toString(endpoint.port())).orElse(Matcher.quoteReplacement(found.group())));
    }

    /** The names of the ports that {@code text} asks for. */
    static List<String> portsIn(String text) {
        return PORT.matcher(text).results().map(found -> found.group(1)).toList();
    }
}
