package dev.rune.daemon.store;

import dev.rune.daemon.file.FileFaults;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where one {@code runed} keeps everything: a directory of its own user that nobody else can write to, held by one
 * process at a time. Symbolic links planted in it are refused, not followed. Safe for use by several threads.
 */
public final class DataDirectory implements AutoCloseable {
    private static final FileAttribute<?> PRIVATE_DIRECTORY = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> PRIVATE_FILE = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final String LOCK = "runed.lock";
    private static final int STICKY = 01000;
    /**
     * What this process holds. The system's lock is the process's, so it would not keep a second holder out here, and
     * would be lost when that one closes its file.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lockFile;

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Makes the directory where it is missing, checks it and takes it into possession.
     *
     * @throws ProblemException {@link ProblemCode#CONFLICT} when another {@code runed} holds it,
     *         {@link ProblemCode#FORBIDDEN} when somebody else could write to it, {@link ProblemCode#UNAVAILABLE} when it
     *         cannot be made or read
     */
    public static DataDirectory open(Path path) {
        Path real = checked(path);
        try {
            return hold(real);
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /**
     * Makes the directory where it is missing, and checks it without taking it into possession.
     *
     * @return its real path
     * @throws ProblemException as {@link #open} does, but for who else holds it
     */
    public static Path checked(Path path) {
        try {
            Path absolute = path.toAbsolutePath().normalize();
            if (!Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(absolute, PRIVATE_DIRECTORY);
            }
            check(absolute);
            Path real = absolute.toRealPath();
            for (Path above = real.getParent(); above != null; above = above.getParent()) {
                checkAbove(above, real);
            }
            return real;
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    private static ProblemException unusable(Path path, IOException cause) {
        return new ProblemException(Problems.unavailable("the data directory " + path + " cannot be used: "
                + FileFaults.reason(cause) + "; choose another with --data-dir"), cause);
    }

    /** The directory. */
    public Path path() {
        return path;
    }

    /**
     * The file {@code name} in it, which need not be there.
     *
     * @throws ProblemException {@link ProblemCode#FORBIDDEN} when something else than a file stands in its place
     */
    public Path file(String name) {
        Path file = path.resolve(name);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw ProblemException.of(ProblemCode.FORBIDDEN, file + " is "
                    + (Files.isSymbolicLink(file) ? "a symbolic link, which is not followed" : "no file")
                    + "; remove it, after looking who put it there");
        }
        return file;
    }

    /** Gives it up. */
    @Override
    public void close() {
        HELD.remove(path);
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new ProblemException(Problems.unavailable("the lock of " + path + " could not be closed: "
                    + FileFaults.reason(e)), e);
        }
    }

    /** Makes a file that only its owner may read, which must not be there yet. */
    static void createPrivate(Path file) throws IOException {
        Files.createFile(file, PRIVATE_FILE);
    }

    /** Makes the entries of {@code directory} durable. */
    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void check(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw forbidden(directory,
                    Files.isSymbolicLink(directory)
                            ? "is a symbolic link, which is not followed; name "
                                    + "the directory it points to"
                            : "is no directory");
        }
        Object owner = Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (!owner.equals(self)) {
            throw forbidden(directory, "belongs to user " + Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS)
                    + " and not to the one that runs runed (" + System.getProperty("user.name")
                    + "); run runed as that user, or chown it");
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw forbidden(directory, "can be written to by others (" + PosixFilePermissions.toString(permissions)
                    + "); chmod go-w it, after looking at what is in it");
        }
    }

    /** Who can rename a directory above can put another in its place; a sticky one, such as /tmp, protects what is in it. */
    private static void checkAbove(Path above, Path directory) throws IOException {
        int mode = (int) Files.getAttribute(above, "unix:mode");
        if (Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_WRITE) && (mode & STICKY) == 0) {
            throw forbidden(directory, "is not safe: everybody can write to " + above + " above it");
        }
    }

    private static DataDirectory hold(Path path) throws IOException {
        if (!HELD.add(path)) {
            throw inUse(path, Optional.of(Long.toString(ProcessHandle.current().pid())));
        }
        boolean held = false;
        FileChannel file = null;
        try {
            Path lock = path.resolve(LOCK);
            if (Files.isSymbolicLink(lock)) {
                throw forbidden(path, "has a symbolic link as its " + LOCK + ", which is not followed");
            }
            file = FileChannel.open(lock, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), PRIVATE_FILE);
            FileLock taken = file.tryLock();
            if (taken == null) {
                throw inUse(path, pid(file));
            }
            file.truncate(0);
            file.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
            held = true;
            return new DataDirectory(path, file);
        } finally {
            if (!held) {
                HELD.remove(path);
                if (file != null) {
                    file.close();
                }
            }
        }
    }

    private static Optional<String> pid(FileChannel lock) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(32);
        lock.read(buffer, 0);
        String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
        return text.matches("[0-9]+") ? Optional.of(text) : Optional.empty();
    }

    private static ProblemException inUse(Path path, Optional<String> pid) {
        return ProblemException.of(ProblemCode.CONFLICT, "the data directory " + path + " is in use by another runed"
                + pid.map(number -> " (pid " + number + ")").orElse("")
                + "; stop that one, or choose another directory with --data-dir");
    }

    private static ProblemException forbidden(Path directory, String why) {
        return ProblemException.of(ProblemCode.FORBIDDEN, "the data directory " + directory + " " + why);
    }
}
