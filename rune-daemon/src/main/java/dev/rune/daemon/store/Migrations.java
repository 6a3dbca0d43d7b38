package dev.rune.daemon.store;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The versions of the database's schema and the way from each to the next. */
final class Migrations {
    /** "Rune" as a number, so that another program's database is not taken for ours. */
    private static final int APPLICATION = 0x52756e65;
    /** What leads to version 1, to version 2, and so on: never changed, only added to. */
    private static final List<List<String>> STEPS = List.of(List.of("""
            CREATE TABLE object (
                kind TEXT NOT NULL,
                namespace TEXT NOT NULL,
                name TEXT NOT NULL,
                document TEXT NOT NULL,
                checksum INTEGER NOT NULL,
                PRIMARY KEY (kind, namespace, name)
            ) STRICT, WITHOUT ROWID""", """
            CREATE TABLE state (
                only INTEGER PRIMARY KEY CHECK (only = 1),
                sequence INTEGER NOT NULL,
                objects INTEGER NOT NULL,
                checksum INTEGER NOT NULL
            ) STRICT""", "INSERT INTO state VALUES (1, 0, 0, 0)"));

    private Migrations() {}

    /** The version of the schema; 0 where there is none yet. */
    static int version(Path file, Connection connection) throws SQLException {
        int application = number(connection, "PRAGMA application_id");
        if (application != APPLICATION) {
            if (application != 0 || number(connection, "SELECT count(*) FROM sqlite_schema") != 0) {
                throw new DamageException("it is a database of another program");
            }
            return 0;
        }
        int version = number(connection, "SELECT max(version) FROM schema_version");
        if (version > STEPS.size()) {
            throw ProblemException.of(ProblemCode.UNSUPPORTED, "the store " + file + " has version " + version
                    + ", made by a newer runed; this one knows versions up to " + STEPS.size()
                    + ". Use that runed, or restore a backup made before the upgrade");
        }
        return version;
    }

    /** Brings the schema to the newest version: wholly or not at all. */
    static void run(Connection connection, int from) throws SQLException {
        if (from == STEPS.size()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            if (from == 0) {
                statement.executeUpdate("PRAGMA application_id = " + APPLICATION);
                statement.executeUpdate(
                        "CREATE TABLE schema_version (version INTEGER PRIMARY KEY, reached TEXT NOT NULL) STRICT");
            }
            for (int version = from + 1; version <= STEPS.size(); version++) {
                for (String step : STEPS.get(version - 1)) {
                    statement.executeUpdate(step);
                }
                statement.executeUpdate("INSERT INTO schema_version VALUES (" + version + ", datetime('now'))");
            }
            statement.executeUpdate("COMMIT");
        }
    }

    private static int number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(query)) {
            return result.next() ? result.getInt(1) : 0;
        }
    }
}
