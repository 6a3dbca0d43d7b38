package dev.rune.programs;

import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.MountedDirectory;
import dev.rune.kernel.status.Endpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The variables that a program finds. */
final class Surroundings {
    /** Tells the processes of one instance, and all that came of them, from every other. */
    static final String MARK = "RUNE_PROGRAM_FOLDER";
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private Surroundings() {}

    /** Those of {@code spec}: the launcher's are the weakest, those that name the instance the strongest. */
    static Map<String, String> of(InstanceSpec spec, List<Endpoint> endpoints, Map<String, String> launchers,
            InstanceFolder folder) {
        Map<String, String> env = new HashMap<>();
        env.put("PATH", PATH);
        env.put("LANG", "C.UTF-8");
        env.put("HOME", System.getProperty("user.home", "/"));
        env.put("USER", System.getProperty("user.name", ""));
        env.putAll(launchers);
        endpoints.forEach(endpoint -> {
            env.putIfAbsent("PORT", Integer.toString(endpoint.port()));
            env.put("PORT_" + variable(endpoint.name()), Integer.toString(endpoint.port()));
        });
        spec.mounts().forEach(mount -> env.put("RUNE_MOUNT_" + variable(mount.name()), mount.directory().toString()));
        env.putAll(spec.workload().environment(word -> meaning(word, spec, endpoints)));
        env.put("RUNE_SERVICE_NAME", spec.labels().service());
        env.put("RUNE_SERVICE_NAMESPACE", spec.id().namespace());
        env.put("RUNE_INSTANCE_ID", spec.id().name());
        env.put(MARK, folder.path().toString());
        return env;
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static Optional<String> meaning(String word, InstanceSpec spec, List<Endpoint> endpoints) {
        String name = word.substring(word.indexOf(':') + 1);
        return switch (word.substring(0, word.indexOf(':'))) {
            case "port" -> endpoints.stream().filter(endpoint -> endpoint.name().equals(name)).findFirst()
                    .map(endpoint -> Integer.toString(endpoint.port()));
            case "mount" -> spec.mounts().stream().filter(mount -> mount.name().equals(name)).findFirst()
                    .map(MountedDirectory::directory).map(Object::toString);
            default -> Optional.empty();
        };
    }
}
