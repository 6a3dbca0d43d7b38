package dev.rune.plugin.process;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The run folders: one for each instance, {@code <namespace>/<name>}, made by {@code rune-shim} when it starts. */
final class RunFolders {
    private static final int TRIES = 20;

    private final Path root;

    /**
     * Those under {@code root}, which is made where it is missing.
     *
     * @throws ProblemException when it is a symbolic link or belongs to somebody else
     */
    RunFolders(Path root) {
        this.root = root;
        try {
            if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(root,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            long owner = ((Number) Files.getAttribute(root, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
            if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS) || owner != Privileges.own().uid()) {
                throw ProblemException.of(ProblemCode.FORBIDDEN,
                        "'" + root
                                + "' must be a directory of runed's own user: remove what is there, or use another data directory");
            }
        } catch (IOException failed) {
            throw unusable(root, failed);
        }
    }

    Path root() {
        return root;
    }

    Path folder(InstanceId id) {
        return root.resolve(id.namespace()).resolve(id.name());
    }

    /** Every folder there is. */
    List<Path> all() {
        List<Path> all = new ArrayList<>();
        for (Path namespace : directories(root)) {
            all.addAll(directories(namespace));
        }
        return all;
    }

    /** The record in {@code folder}; empty where the start did not get that far. */
    Optional<InstanceRecord> record(Path folder) {
        return read(folder.resolve("instance")).flatMap(InstanceRecord::parse);
    }

    /** How the instance of {@code folder} ended, where that is written. */
    Optional<Ending> ending(Path folder) {
        return read(folder.resolve("exit")).flatMap(Ending::parse);
    }

    /** Writes down how the instance of {@code folder} ended. */
    void end(Path folder, Ending ending) {
        try {
            Files.writeString(folder.resolve("exit"), ending.text(), StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException failed) {
            throw unusable(folder, failed);
        }
    }

    /** Removes {@code folder} with everything in it, and its namespace's where it was the last. */
    void delete(Path folder) {
        for (int tries = 1; Files.exists(folder, LinkOption.NOFOLLOW_LINKS); tries++) {
            try {
                Files.walkFileTree(folder, new Deletion());
            } catch (NoSuchFileException | DirectoryNotEmptyException changed) {
                // A command beside the instance may be writing down its end.
                if (tries == TRIES) {
                    throw unusable(folder, changed);
                }
            } catch (IOException failed) {
                throw unusable(folder, failed);
            }
        }
        try {
            Files.deleteIfExists(folder.resolve("..").normalize());
        } catch (DirectoryNotEmptyException used) {
            // Other instances of the namespace are still there.
            return;
        } catch (IOException failed) {
            throw unusable(folder, failed);
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Files.isSymbolicLink(file) ? Optional.empty() : Optional.of(Files.readString(file));
        } catch (IOException missing) {
            return Optional.empty();
        }
    }

    private static List<Path> directories(Path parent) {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent,
                entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
            entries.forEach(all::add);
        } catch (IOException failed) {
            throw unusable(parent, failed);
        }
        return all;
    }

    private static ProblemException unusable(Path path, IOException cause) {
        return new ProblemException(
                Problem.of(ProblemCode.UNAVAILABLE, "the run folder '" + path + "' cannot be used: " + cause),
                cause);
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
