package dev.rune.dist;

import dev.rune.testkit.PrivateEngine;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What runs on an engine, from the engine's own client: the tests believe nobody's word for it. */
final class Containers {
    /** The lock of the tests that share an engine. */
    static final String ENGINE = "engine";

    private Containers() {}

    /** The living containers of a service, each as its id and when it was started. */
    static Set<String> living(String host, String service) {
        var ids = ids(host, service, "status=running");
        if (ids.isEmpty()) {
            return Set.of();
        }
        var words = new java.util.ArrayList<>(List.of("inspect", "-f", "{{.Id}} {{.State.StartedAt}}"));
        words.addAll(ids);
        return PrivateEngine.docker(host, words.toArray(String[]::new)).lines().collect(Collectors.toSet());
    }

    /** All containers of a service, in whatever state. */
    static List<String> all(String host, String service) {
        return ids(host, service, "name=rune-");
    }

    private static List<String> ids(String host, String service, String filter) {
        return PrivateEngine.docker(host, "ps", "-aq", "--no-trunc", "-f", "label=dev.rune.service=" + service, "-f",
                filter).lines().toList();
    }

    /** The container of an instance. */
    static String of(Instance instance) {
        return instance.json().path("containerId").asString();
    }

    /** A service of containers that runs a shell script. */
    static String shell(String name, String script, String more) {
        return """
                service:
                  name: %s
                  image: %s
                  init: true
                  command: [sh, -c]
                  args:
                    - |
                %s
                """.formatted(name, PrivateEngine.IMAGE, script.indent(6)) + more.indent(2);
    }
}
