package dev.rune.plugin.docker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerConfig;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.runner.FileOwner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * As which numbers the users of containers are known on the host: names are the image's own, and stand in its
 * {@code /etc/passwd}. The engine shows that only of a container, so one is made for it, which never runs.
 */
final class Accounts {
    /** Marks the containers that are made to look into images. They are nobody's instances. */
    private static final String LABEL = "dev.rune.accounts";
    private static final String PASSWD = "/etc/passwd";
    private static final int LARGEST_PASSWD = 1 << 20;
    private static final int IMAGES_KNOWN = 256;
    private static final int TAR_BLOCK = 512;
    private static final int TAR_SIZE = 124;
    private static final int TAR_SIZE_DIGITS = 11;
    private static final int TAR_TYPE = 156;

    private final Engine engine;
    private final String owner;
    /** What was read of images, by their ids: what has an id never changes. */
    private final Cache<String, Map<String, FileOwner>> known = Caffeine.newBuilder().maximumSize(IMAGES_KNOWN).build();

    Accounts(Engine engine, String owner) {
        this.engine = engine;
        this.owner = owner;
    }

    /**
     * Whom the files must belong to that a container of {@code section} shall read.
     *
     * @throws ProblemException when that cannot be told
     */
    FileOwner owner(ContainerSection section) {
        Security security = section.securityContext();
        Optional<FileOwner> numbers = security.user().flatMap(user -> numbers(user, security.group()));
        if (numbers.isPresent()) {
            return numbers.get();
        }
        InspectImageResponse image = engine.find("looking at image '" + section.image() + "'",
                client -> client.inspectImageCmd(section.image()).exec())
                .orElseThrow(() -> ProblemException.of(ProblemCode.UNAVAILABLE,
                        "image '" + section.image() + "' is not on the engine any more"));
        String user = security.user().orElseGet(() -> usual(image));
        String[] parts = user.split(":", 2);
        return numbers(parts[0], Optional.of(parts).filter(all -> all.length > 1).map(all -> all[1]))
                .or(() -> Optional.ofNullable(users(image).get(parts[0])))
                .orElseThrow(() -> ProblemException.of(ProblemCode.START_FAILED,
                        "files cannot be mounted for user '" + parts[0] + "': " + PASSWD + " of image '"
                                + section.image() + "' does not name him; write his number in securityContext.user"));
    }

    /** The user that the image says, root where it says none. */
    private static String usual(InspectImageResponse image) {
        return Optional.ofNullable(image.getConfig()).map(ContainerConfig::getUser).filter(user -> !user.isBlank())
                .orElse("0");
    }

    private static Optional<FileOwner> numbers(String user, Optional<String> group) {
        OptionalLong uid = number(user);
        return uid.isEmpty()
                ? Optional.empty()
                : Optional.of(new FileOwner(uid.getAsLong(),
                        group.map(Accounts::number).orElse(uid).orElse(uid.getAsLong())));
    }

    private static OptionalLong number(String text) {
        return text.matches("[0-9]{1,9}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private Map<String, FileOwner> users(InspectImageResponse image) {
        return known.get(String.valueOf(image.getId()), this::read);
    }

    /** One at a time, so that nobody removes the container of another. */
    private synchronized Map<String, FileOwner> read(String image) {
        String what = "reading " + PASSWD + " of image '" + image + "'";
        // What a daemon has left that died while it looked.
        engine.call(what, client -> client.listContainersCmd().withShowAll(true).withLabelFilter(Map.of(LABEL, owner))
                .exec()).stream().map(Container::getId).forEach(this::remove);
        String container = engine.call(what, client -> client.createContainerCmd(image).withLabels(Map.of(LABEL, owner))
                .withEntrypoint("never-run").withNetworkDisabled(true).exec()).getId();
        try (Exchange archive = engine.open(what, "GET", "/containers/" + container + "/archive?path=" + PASSWD)
                .orElse(null)) {
            return archive == null ? Map.of() : parse(archive.getBody());
        } catch (IOException cut) {
            throw Faults.of(engine.address(), what,
                    new EngineGoneException("its answer was cut off: " + cut.getMessage(), cut));
        } finally {
            remove(container);
        }
    }

    private void remove(String container) {
        engine.find("removing container " + container, client -> remove(client, container));
    }

    private static Boolean remove(DockerClient client, String container) {
        client.removeContainerCmd(container).withForce(true).withRemoveVolumes(true).exec();
        return true;
    }

    /** The users in the only file of {@code tar}; none where it is no file. */
    private static Map<String, FileOwner> parse(InputStream tar) throws IOException {
        byte[] head = tar.readNBytes(TAR_BLOCK);
        if (head.length < TAR_BLOCK || head[TAR_TYPE] != '0' && head[TAR_TYPE] != 0) {
            return Map.of();
        }
        String size = new String(head, TAR_SIZE, TAR_SIZE_DIGITS, StandardCharsets.US_ASCII).strip();
        byte[] file = tar.readNBytes((int) Math.min(LARGEST_PASSWD, Long.parseLong(size, 8)));
        Map<String, FileOwner> users = new HashMap<>();
        for (String line : new String(file, StandardCharsets.UTF_8).lines().toList()) {
            List<String> fields = List.of(line.split(":", -1));
            if (fields.size() > 3 && number(fields.get(2)).isPresent() && number(fields.get(3)).isPresent()) {
                users.putIfAbsent(fields.get(0),
                        new FileOwner(number(fields.get(2)).getAsLong(), number(fields.get(3)).getAsLong()));
            }
        }
        return Map.copyOf(users);
    }
}
