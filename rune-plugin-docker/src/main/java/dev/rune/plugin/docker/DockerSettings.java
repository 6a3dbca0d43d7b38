package dev.rune.plugin.docker;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.Finding;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Rest;
import dev.rune.kernel.section.SectionException;
import dev.rune.kernel.section.SectionType;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the runefile says that concerns containers.
 *
 * @param docker     the engine and what its containers may see
 * @param registries who one is to the registries
 * @param others     what concerns others
 */
record DockerSettings(Engine docker, List<Registry> registries, @Rest Mapping others) {
    private static final SectionType<DockerSettings> TYPE = SectionType.of(MethodHandles.lookup(),
            DockerSettings.class);

    /**
     * The engine and what its containers may see.
     *
     * @param host      where it listens
     * @param hostPaths folders of the host that may be mounted, with everything in them
     */
    @Doc("The Docker engine.")
    record Engine(
            @Doc("Where it listens: `unix:///path` or `tcp://host:port`. Default: `DOCKER_HOST`, else `unix:///var/run/docker.sock`.") Optional<String> host,
            @Doc("Folders of the host that castfiles may mount, with everything in them. None by default.") List<String> hostPaths) {
        Engine {
            hostPaths = List.copyOf(hostPaths);
            hostPaths.stream().filter(path -> !path.startsWith("/")).findFirst().ifPresent(path -> {
                throw new SectionException("hostPaths", "'" + path + "' is no absolute path");
            });
        }
    }

    DockerSettings {
        registries = List.copyOf(registries);
    }

    /**
     * The settings in {@code runefile}.
     *
     * @throws dev.rune.kernel.problem.ProblemException with every fault
     */
    static DockerSettings of(Mapping runefile) {
        List<Finding> findings = new ArrayList<>();
        Optional<DockerSettings> settings = TYPE.bind(runefile, "", findings::add);
        if (!findings.isEmpty()) {
            throw new Problem(ProblemCode.INVALID,
                    "the runefile is not understood: " + findings.getFirst(), findings).toException();
        }
        return settings.orElseThrow();
    }

    /** The account that {@code image} is fetched with: the most specific one that covers it. */
    Optional<Registry> registryOf(ImageName image) {
        return registries.stream().filter(registry -> registry.covers(image))
                .max(Comparator.comparingInt(registry -> registry.server().length()));
    }
}
