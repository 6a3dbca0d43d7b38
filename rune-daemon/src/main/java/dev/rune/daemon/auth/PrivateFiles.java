package dev.rune.daemon.auth;

import dev.rune.daemon.file.FileFaults;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Small files that only their owner may read. A write shows either the old text or the new one, also after a power
 * failure. Symbolic links are not followed.
 *
 * @param directory where they are; it belongs to their owner alone
 */
public record PrivateFiles(Path directory) {
    /**
     * The text of {@code name}; empty where there is no such file.
     *
     * @throws ProblemException when it is there and cannot be read, or must not be
     */
    public Optional<String> read(String name) {
        Path file = directory.resolve(name);
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw Files.isSymbolicLink(file)
                    ? new ProblemException(Problem.of(ProblemCode.FORBIDDEN,
                            file + " is a symbolic link, which is not followed; remove it, after looking who put it there"),
                            e)
                    : new ProblemException(
                            Problem.of(ProblemCode.UNAVAILABLE, file + " cannot be read: " + FileFaults.reason(e)), e);
        }
    }

    /**
     * Makes {@code text} the text of {@code name}.
     *
     * @throws ProblemException when it cannot be written; the old text is still there
     */
    public void write(String name, String text) {
        try {
            replace(name, text);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(ProblemCode.UNAVAILABLE,
                            directory.resolve(name) + " cannot be written: " + FileFaults.reason(e)),
                    e);
        }
    }

    private void replace(String name, String text) throws IOException {
        Path draft = directory.resolve(name + ".new");
        // What an earlier attempt may have left, or somebody may have put there.
        Files.deleteIfExists(draft);
        try (FileChannel out = FileChannel.open(draft,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(draft, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
