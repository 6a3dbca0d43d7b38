package dev.rune.plugin.docker;

import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.plugin.docker.Labels.ContainerPort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a container finds in its environment beyond what its image says. */
final class Variables {
    private static final Pattern PORT = Pattern.compile("\\{\\{\\s*port:([^{}\\s]+)\\s*}}");

    private Variables() {}

    /** Those of an instance, each as {@code NAME=value}: what is declared wins over all but what names the instance. */
    static List<String> of(InstanceSpec spec, List<ContainerPort> ports) {
        Map<String, String> env = new LinkedHashMap<>();
        ports.forEach(port -> {
            env.putIfAbsent("PORT", Integer.toString(port.target()));
            env.put("PORT_" + port.name().toUpperCase(Locale.ROOT).replace('-', '_'),
                    Integer.toString(port.target()));
        });
        spec.workload().env().forEach((name, value) -> env.put(name, withPorts(value, ports)));
        env.put("RUNE_SERVICE_NAME", spec.labels().service());
        env.put("RUNE_SERVICE_NAMESPACE", spec.id().namespace());
        env.put("RUNE_INSTANCE_ID", spec.id().name());
        return env.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList();
    }

    /** {@code text} with each <code>{{port:name}}</code> replaced by where the instance listens for it. */
    static String withPorts(String text, List<ContainerPort> ports) {
        if (!text.contains("{{")) {
            return text;
        }
        return PORT.matcher(text).replaceAll(found -> ports.stream()
                .filter(port -> port.name().equals(found.group(1))).findFirst()
                .map(port -> Integer.toString(port.target())).orElse(Matcher.quoteReplacement(found.group())));
    }

    /** The names of the ports that {@code text} asks for. */
    static List<String> portsIn(String text) {
        return PORT.matcher(text).results().map(found -> found.group(1)).toList();
    }
}
