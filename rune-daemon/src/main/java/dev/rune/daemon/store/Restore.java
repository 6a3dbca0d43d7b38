package dev.rune.daemon.store;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts a backup in the place of a store that is not in use. While the files are moved a mark says so: without it, what a
 * crash leaves could pass for a store.
 */
final class Restore {
    private Restore() {}

    static Optional<Path> run(StoreFiles files, Path source) {
        try {
            NativeLibrary.prepare(files.directory().path());
            Database.State restored = candidate(files, source);
            if (!Files.exists(files.restoring())) {
                DataDirectory.createPrivate(files.restoring());
            }
            Path home = files.directory().path();
            DataDirectory.sync(home);
            Optional<Path> kept = setAside(files);
            Files.move(files.candidate(), files.database(), StandardCopyOption.ATOMIC_MOVE);
            DataDirectory.createPrivate(files.watermark());
            try (Watermark watermark = Watermark.open(files.watermark())) {
                watermark.write(restored.sequence());
            }
            DataDirectory.sync(home);
            Files.delete(files.restoring());
            DataDirectory.sync(home);
            return kept;
        } catch (IOException | SQLException | UnsatisfiedLinkError e) {
            throw Problems.of(files.database(), "could not be replaced by " + source, e);
        }
    }

    /** Copies the backup beside the store and reads the copy: it is the copy that will be used. */
    private static Database.State candidate(StoreFiles files, Path source) throws IOException, SQLException {
        if (!Files.isRegularFile(source)) {
            throw ProblemException.of(ProblemCode.NOT_FOUND, "there is no file " + source + " to restore");
        }
        Path log = source.resolveSibling(source.getFileName() + "-wal");
        if (Files.exists(log) && Files.size(log) > 0) {
            throw ProblemException.of(ProblemCode.INVALID,
                    source + " is no backup but a database whose last changes are "
                            + "still in " + log + "; make a backup of it with: rune admin backup FILE");
        }
        Path candidate = files.candidate();
        Files.deleteIfExists(candidate);
        DataDirectory.createPrivate(candidate);
        try (OutputStream copy = Files.newOutputStream(candidate, StandardOpenOption.WRITE)) {
            Files.copy(source, copy);
        }
        try {
            Database.State state = Database.verify(candidate);
            try (FileChannel copy = FileChannel.open(candidate, StandardOpenOption.WRITE)) {
                copy.force(true);
            }
            return state;
        } catch (SQLException | DamageException e) {
            Files.delete(candidate);
            throw new ProblemException(Problem.of(ProblemCode.DAMAGED, "the backup " + source + " is not whole: "
                    + e.getMessage() + "; nothing was changed. Try an earlier one"), e);
        }
    }

    /** Moves what is there to names that nothing has yet. */
    private static Optional<Path> setAside(StoreFiles files) throws IOException {
        Path database = files.database();
        List<Path> parts = new ArrayList<>(files.companions());
        parts.add(files.watermark());
        parts.add(database);
        if (parts.stream().noneMatch(Files::exists)) {
            return Optional.empty();
        }
        Path aside = unused(database);
        for (Path part : parts) {
            if (Files.exists(part)) {
                String suffix = part.getFileName().toString().substring(database.getFileName().toString().length());
                Files.move(part, aside.resolveSibling(aside.getFileName() + suffix), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return Optional.of(aside);
    }

    private static Path unused(Path database) throws IOException {
        for (int number = 1;; number++) {
            Path aside = database.resolveSibling("replaced-" + number + "-" + database.getFileName());
            try {
                // Taken at once, so that the name is nobody else's; the move replaces it.
                DataDirectory.createPrivate(aside);
                return aside;
            } catch (FileAlreadyExistsException taken) {
                // The next number, then.
            }
        }
    }
}
