package dev.rune.plugin.docker;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.SectionException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a castfile says of a container, in the service itself.
 *
 * @param image           the image
 * @param command         in the place of the image's ENTRYPOINT
 * @param args            in the place of the image's CMD, in which <code>{{port:name}}</code> is replaced
 * @param workdir         where the program starts
 * @param imagePull       when the image is fetched
 * @param init            whether a small init is the first process
 * @param securityContext what it may do
 * @param volumes         data that outlives it
 */
@Doc("A container on a Docker engine.")
record ContainerSection(
        @Doc("The image, such as `nginx:alpine` or `ghcr.io/example/api:1.4.0`.") String image,
        @Doc("Replaces the image's ENTRYPOINT, and its CMD too.") List<String> command,
        @Doc("Replaces the image's CMD; `{{port:name}}` is replaced by the port the instance shall listen on.") List<String> args,
        @Doc("The folder the program starts in; the image's own by default.") Optional<String> workdir,
        @Doc("When the image is fetched from its registry: `missing`, `always` (before each start) or `never`. An image named by its digest is never fetched twice.") @Default("missing") ImagePull imagePull,
        @Doc("Whether a small init is the first process, which reaps orphans and lets a program that handles no signals end on them.") @Default("false") boolean init,
        @Doc("As whom it runs and what it may do.") Security securityContext,
        @Doc("Data that outlives the container.") List<VolumeMount> volumes) {
    ContainerSection {
        command = List.copyOf(command);
        args = List.copyOf(args);
        volumes = List.copyOf(volumes);
        try {
            ImageName.parse(image);
        } catch (IllegalArgumentException bad) {
            throw new SectionException("image", String.valueOf(bad.getMessage()));
        }
        if (!command.isEmpty() && command.getFirst().isEmpty()) {
            throw new SectionException("command", "the first word of a command is a program and cannot be empty");
        }
        command.forEach(word -> refuseNul("command", word));
        args.forEach(word -> refuseNul("args", word));
        workdir.ifPresent(folder -> {
            if (!folder.startsWith("/") || folder.indexOf('\0') >= 0) {
                throw new SectionException("workdir",
                        "'" + folder + "' is no folder to start in: write an absolute path");
            }
        });
        Set<String> places = new HashSet<>();
        for (VolumeMount volume : volumes) {
            if (!places.add(volume.mountPath())) {
                throw new SectionException("volumes", "two volumes are mounted at '" + volume.mountPath() + "'");
            }
        }
    }

    /** The image's name in its parts. */
    ImageName imageName() {
        return ImageName.parse(image);
    }

    private static void refuseNul(String key, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new SectionException(key, "a word of " + key + " cannot hold the character NUL");
        }
    }
}
