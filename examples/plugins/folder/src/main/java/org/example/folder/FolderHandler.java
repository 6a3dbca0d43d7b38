package org.example.folder;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.mount.MountHandler;
import dev.rune.kernel.spi.mount.MountRequest;
import dev.rune.kernel.spi.runner.FileOwner;
import dev.rune.kernel.spi.runner.MountedDirectory;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Gives each instance a copy of a directory as it was when the instance was started: {@code <state>/<namespace>/
 * <instance>/<mount>}, which is all there is to remember.
 */
final class FolderHandler implements MountHandler {
    private final Path state;

    FolderHandler(Path state) {
        this.state = state;
    }

    @Override
    public MountedDirectory materialize(InstanceId instance, MountRequest request) {
        FolderSection section = (FolderSection) request.section().orElseThrow();
        Path source = Path.of(section.source());
        if (!Files.isDirectory(source)) {
            throw ProblemException.of(ProblemCode.START_FAILED, "mount '" + request.name() + "': there is no directory "
                    + source + "; say in 'source' where the files are");
        }
        Path place = folder(instance).resolve(request.name());
        try {
            Optional<Places> places = section.values().isPresent()
                    ? Optional.of(Places.of(Path.of(section.values().get())))
                    : Optional.empty();
            delete(place);
            copy(source, place, places);
            seal(place, request.owner());
            return new MountedDirectory(request.name(), place, request.mountPath());
        } catch (IOException e) {
            throw undone(place, unavailable("mount '" + request.name() + "' of " + instance + " cannot be made", e));
        } catch (ProblemException e) {
            throw undone(place, e);
        }
    }

    private static void copy(Path source, Path place, Optional<Places> places) throws IOException {
        // Nobody else may see any of it, not even while it is written.
        Files.createDirectories(place.getParent());
        Files.createDirectory(place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (Path file : all(source)) {
            Path name = source.relativize(file);
            Path target = place.resolve(name);
            // A link could name any file of the host, which the daemon may read and the service may not.
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(target.getParent());
                byte[] content = content(file);
                Files.write(target, places.isPresent() ? places.get().fill(name.toString(), content) : content);
            }
        }
    }

    private static byte[] content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return in.readAllBytes();
        }
    }

    /** The deepest first: what is sealed cannot be changed any more. */
    private static void seal(Path place, Optional<FileOwner> owner) throws IOException {
        for (Path path : all(place).reversed()) {
            Files.setPosixFilePermissions(path,
                    PosixFilePermissions.fromString(Files.isDirectory(path) ? "r-x------" : "r--------"));
            if (owner.isPresent()) {
                Files.setAttribute(path, "unix:gid", (int) owner.get().gid());
                Files.setAttribute(path, "unix:uid", (int) owner.get().uid());
            }
        }
    }

    private static ProblemException undone(Path place, ProblemException failed) {
        try {
            delete(place);
        } catch (IOException e) {
            failed.addSuppressed(e);
        }
        return failed;
    }

    @Override
    public void discard(InstanceId instance) {
        try {
            delete(folder(instance));
        } catch (IOException e) {
            throw unavailable("the files of " + instance + " cannot be deleted", e);
        }
    }

    @Override
    public Set<InstanceId> held() {
        Set<InstanceId> held = new TreeSet<>();
        try (Stream<Path> all = Files.walk(state, 2)) {
            all.filter(path -> path.getNameCount() == state.getNameCount() + 2).forEach(path -> held
                    .add(new InstanceId(path.getParent().getFileName().toString(), path.getFileName().toString())));
            return held;
        } catch (IOException e) {
            throw unavailable("the folders in " + state + " cannot be listed", e);
        }
    }

    @Override
    public void close() {
        // Nothing is open; files outlive the daemon.
    }

    private Path folder(InstanceId instance) {
        return state.resolve(instance.namespace()).resolve(instance.name());
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        for (Path path : all(folder)) {
            if (Files.isDirectory(path)) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            }
        }
        for (Path path : all(folder).reversed()) {
            Files.delete(path);
        }
    }

    /** Does not follow links to directories: what they lead to is not below the folder. */
    private static List<Path> all(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted().toList();
        }
    }

    private static ProblemException unavailable(String what, IOException cause) {
        return new ProblemException(Problem.of(ProblemCode.UNAVAILABLE, what + ": " + cause), cause);
    }
}
