package dev.rune.plugin.docker;

import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.MountedDirectory;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.plugin.docker.Labels.ContainerPort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
        spec.mounts().forEach(mount -> env.put("RUNE_MOUNT_" + mount.name().toUpperCase(Locale.ROOT).replace('-', '_'),
                mount.mountPath()));
        env.putAll(spec.workload().environment(word -> own(word, ports, spec.mounts())));
        env.put("RUNE_SERVICE_NAME", spec.labels().service());
        env.put("RUNE_SERVICE_NAMESPACE", spec.id().namespace());
        env.put("RUNE_INSTANCE_ID", spec.id().name());
        return env.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList();
    }

    /**
     * {@code text} with each <code>{{port:name}}</code> replaced by where the instance listens for it, and each
     * <code>{{mount:name}}</code> by where it sees the files.
     */
    static String filled(String text, List<ContainerPort> ports, List<MountedDirectory> mounts) {
        return Workload.fill(text, word -> own(word, ports, mounts));
    }

    private static Optional<String> own(String word, List<ContainerPort> ports, List<MountedDirectory> mounts) {
        String name = word.substring(word.indexOf(':') + 1);
        return switch (word.substring(0, word.indexOf(':'))) {
            case "port" -> ports.stream().filter(port -> port.name().equals(name)).findFirst()
                    .map(port -> Integer.toString(port.target()));
            case "mount" -> mounts.stream().filter(mount -> mount.name().equals(name)).findFirst()
                    .map(MountedDirectory::mountPath);
            default -> Optional.empty();
        };
    }

    /** The names of the ports that {@code text} asks for. */
    static List<String> portsIn(String text) {
        return PORT.matcher(text).results().map(found -> found.group(1)).toList();
    }
}
