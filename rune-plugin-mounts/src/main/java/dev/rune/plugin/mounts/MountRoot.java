package dev.rune.plugin.mounts;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.PluginContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds a place for the files: one in memory where there is one that others cannot change. */
final class MountRoot {
    /** Others may pass through, to what belongs to them further down, and see no names. */
    static final Set<PosixFilePermission> PASSAGE = PosixFilePermissions.fromString("rwx--x--x");

    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
    private static final int DIGEST_CHARACTERS = 12;

    private MountRoot() {}

    /** The directory of the handler {@code type}, which is made where it is missing. */
    static Path of(PluginContext context, String type) {
        List<Path> candidates = Stream
                .of(Optional.of("/run"), Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR")), Optional.of("/dev/shm"))
                .flatMap(Optional::stream).filter(text -> text.startsWith("/")).map(Path::of).toList();
        return of(context, type, candidates);
    }

    /** As {@link #of(PluginContext, String)}, with other places to look at. */
    static Path of(PluginContext context, String type, List<Path> candidates) {
        for (Path candidate : candidates) {
            if (inMemory(candidate) && Files.isWritable(candidate)) {
                try {
                    return passage(passage(candidate.resolve("rune-mounts-" + digest(context.owner()))).resolve(type));
                } catch (IOException taken) {
                    // The next one, or the state directory, does as well.
                }
            }
        }
        try {
            return passage(context.stateDirectory().resolve(type));
        } catch (IOException unusable) {
            throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE,
                    "no directory can be made for mounts in " + context.stateDirectory() + ": " + unusable), unusable);
        }
    }

    private static boolean inMemory(Path directory) {
        try {
            return IN_MEMORY.contains(Files.getFileStore(directory).type());
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Makes {@code directory}, or sees that it is our own and nobody's link. */
    static Path passage(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(directory, asAttribute("rwx------"));
        }
        Object owner = Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                || !owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
            throw new IOException(directory + " is not ours");
        }
        Files.setPosixFilePermissions(directory, PASSAGE);
        return directory;
    }

    static FileAttribute<Set<PosixFilePermission>> asAttribute(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    private static String digest(String owner) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(owner.getBytes(StandardCharsets.UTF_8)))
                    .substring(0, DIGEST_CHARACTERS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
