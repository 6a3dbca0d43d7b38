package dev.rune.daemon.store;

import dev.rune.daemon.file.FileFaults;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.SQLiteErrorCode;

/** What goes wrong with files and databases, in words. */
final class Problems {
    private Problems() {}

    static Problem unavailable(String message) {
        return Problem.of(ProblemCode.UNAVAILABLE, message);
    }

    /** What happened to {@code file} while {@code doing} something with it, which is a clause that follows its name. */
    static ProblemException of(Path file, String doing, Throwable cause) {
        return new ProblemException(switch (cause) {
            case ProblemException known -> known.problem();
            case DamageException damage -> damaged(file, damage.getMessage());
            case SQLException e when isDamage(e) -> damaged(file, String.valueOf(e.getMessage()));
            case SQLException e -> unavailable("the store " + file + " " + doing + ": " + e.getMessage()
                    + (code(e) == SQLiteErrorCode.SQLITE_FULL.code ? "; make room on the disk and try again" : ""));
            case IOException e -> unavailable("the store " + file + " " + doing + ": " + FileFaults.reason(e));
            case UnsatisfiedLinkError e -> unavailable("SQLite's native library cannot be loaded from "
                    + System.getProperty("org.sqlite.tmpdir") + ": " + e.getMessage()
                    + "; is that file system mounted noexec?");
            default -> Problem.of(ProblemCode.INTERNAL, "the store " + file + " " + doing + ": " + cause);
        }, cause);
    }

    /** Whether SQLite says that a file is not what it wrote. */
    static boolean isDamage(SQLException e) {
        return List.of(SQLiteErrorCode.SQLITE_CORRUPT.code, SQLiteErrorCode.SQLITE_NOTADB.code,
                SQLiteErrorCode.SQLITE_FORMAT.code).contains(code(e));
    }

    /** Whether a failed commit is known to have left nothing behind: no room, or somebody else's turn. */
    static boolean isKnownToHaveDoneNothing(SQLException e) {
        return code(e) == SQLiteErrorCode.SQLITE_FULL.code || code(e) == SQLiteErrorCode.SQLITE_BUSY.code;
    }

    private static Problem damaged(Path file, String what) {
        return Problem.of(ProblemCode.DAMAGED, "the store " + file + " is damaged: " + what
                + "; nothing was changed. Keep a copy of the directory, then put a backup in its place with: "
                + "runed restore FILE");
    }

    /** The primary code; the finer ones have it in their last byte. */
    private static int code(SQLException e) {
        return e.getErrorCode() & 0xFF;
    }
}
