package dev.rune.daemon.store;

import dev.rune.daemon.file.FileFaults;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;

/** Copies a store that is in use. */
final class Backup {
    private Backup() {}

    static void make(StoreFiles files, Path target) {
        Path parent = target.getParent();
        if (!target.isAbsolute() || parent == null || files.isStoreFile(target)) {
            throw ProblemException.of(ProblemCode.INVALID, "a backup cannot be made into '" + target
                    + "': name a new file by its whole path, and none that belongs to the store itself");
        }
        create(target);
        try {
            Database.copy(files.database(), target);
            Database.verify(target);
            try (FileChannel copy = FileChannel.open(target, StandardOpenOption.WRITE)) {
                copy.force(true);
            }
            DataDirectory.sync(parent);
        } catch (SQLException | IOException | RuntimeException e) {
            throw removed(target, Problems.of(files.database(), "could not be copied into " + target, e));
        }
    }

    private static void create(Path target) {
        try {
            DataDirectory.createPrivate(target);
        } catch (FileAlreadyExistsException e) {
            throw new ProblemException(Problem.of(ProblemCode.CONFLICT,
                    target + " is there already; a backup is made into a new file"), e);
        } catch (IOException e) {
            throw new ProblemException(Problem.of(ProblemCode.INVALID,
                    "the file " + target + " cannot be made: " + FileFaults.reason(e)), e);
        }
    }

    /** Half a backup is none. */
    private static ProblemException removed(Path target, ProblemException because) {
        try {
            Files.delete(target);
        } catch (IOException e) {
            because.addSuppressed(e);
        }
        return because;
    }
}
