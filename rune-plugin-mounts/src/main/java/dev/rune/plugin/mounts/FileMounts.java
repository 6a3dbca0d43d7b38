package dev.rune.plugin.mounts;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spi.mount.MountHandler;
import dev.rune.kernel.spi.mount.MountRequest;
import dev.rune.kernel.spi.runner.FileOwner;
import dev.rune.kernel.spi.runner.MountedDirectory;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Files below {@code <root>/<namespace>/<instance>/<mount>}: the directories of a mount 0500, its files 0400, both the
 * owner's. A mount is made beside its place and moved there whole. Safe for use by several threads, one for an instance.
 */
final class FileMounts implements MountHandler {
    /** These mounts have nothing to say beyond what the castfile's own fields do. */
    record NoSection() {}

    static final SectionType<NoSection> SECTION = SectionType.of(MethodHandles.lookup(), NoSection.class);

    private static final String DRAFT = ".draft-";

    private final Path root;

    FileMounts(Path root) {
        this.root = root;
    }

    @Override
    public MountedDirectory materialize(InstanceId instance, MountRequest request) {
        Path folder = folder(instance);
        Path draft = folder.resolve(DRAFT + request.name());
        Path place = folder.resolve(request.name());
        try {
            MountRoot.passage(MountRoot.passage(root.resolve(instance.namespace())).resolve(instance.name()));
            delete(draft);
            fill(draft, request);
            delete(place);
            // Atomically, which is one rename: the other way asks whether the sealed folder may be written to.
            Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
            return new MountedDirectory(request.name(), place, request.mountPath());
        } catch (IOException failed) {
            throw undone(instance, request, failed, List.of(draft, place));
        }
    }

    private static ProblemException undone(InstanceId instance, MountRequest request, IOException failed,
            List<Path> left) {
        for (Path path : left) {
            try {
                delete(path);
            } catch (IOException second) {
                failed.addSuppressed(second);
            }
        }
        return new ProblemException(Problem.of(ProblemCode.UNAVAILABLE, "mount '" + request.name() + "' of " + instance
                + " cannot be made: " + failed), failed);
    }

    private static void fill(Path draft, MountRequest request) throws IOException {
        Files.createDirectory(draft, MountRoot.asAttribute("rwx------"));
        Set<Path> folders = new TreeSet<>();
        for (Map.Entry<String, OpaqueBytes> file : request.files().entrySet()) {
            Path path = draft.resolve(file.getKey()).normalize();
            if (!path.startsWith(draft) || path.equals(draft)) {
                throw new IOException("'" + file.getKey() + "' is no path below the mount");
            }
            for (Path above = Objects.requireNonNull(path.getParent()); !above.equals(draft); above = Objects
                    .requireNonNull(above.getParent())) {
                folders.add(above);
            }
            Files.createDirectories(Objects.requireNonNull(path.getParent()), MountRoot.asAttribute("rwx------"));
            write(path, file.getValue());
            seal(path, "r--------", request.owner());
        }
        // The deepest first: what is sealed cannot be changed any more.
        for (Path folder : new ArrayList<>(folders).reversed()) {
            seal(folder, "r-x------", request.owner());
        }
        seal(draft, "r-x------", request.owner());
    }

    private static void write(Path path, OpaqueBytes value) throws IOException {
        byte[] bytes = value.bytes();
        try (FileChannel out = FileChannel.open(path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                MountRoot.asAttribute("rw-------"))) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                out.write(left);
            }
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static void seal(Path path, String mode, Optional<FileOwner> owner) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        if (owner.isPresent()) {
            Files.setAttribute(path, "unix:gid", (int) owner.get().gid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:uid", (int) owner.get().uid(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    @Override
    public void discard(InstanceId instance) {
        Path folder = folder(instance);
        try {
            delete(folder);
            Files.deleteIfExists(Objects.requireNonNull(folder.getParent()));
        } catch (DirectoryNotEmptyException others) {
            // Other instances of the namespace have files.
            return;
        } catch (IOException failed) {
            throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE,
                    "the files of " + instance + " cannot be removed from " + folder + ": " + failed), failed);
        }
    }

    @Override
    public Set<InstanceId> held() {
        Set<InstanceId> held = new TreeSet<>();
        for (Path namespace : directories(root)) {
            for (Path instance : directories(namespace)) {
                held.add(new InstanceId(name(namespace), name(instance)));
            }
        }
        return held;
    }

    @Override
    public void close() {
        // The files belong to the instances, which go on.
    }

    private Path folder(InstanceId instance) {
        return root.resolve(instance.namespace()).resolve(instance.name());
    }

    private static String name(Path path) {
        return Objects.requireNonNull(path.getFileName()).toString();
    }

    private static List<Path> directories(Path parent) {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent,
                entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
            entries.forEach(all::add);
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failed) {
            throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE, parent + " cannot be read: " + failed),
                    failed);
        }
        return all;
    }

    private static void delete(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(path, new Deletion());
        }
    }

    /** Opens each directory before it goes into it: they were sealed. */
    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            return FileVisitResult.CONTINUE;
        }

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
