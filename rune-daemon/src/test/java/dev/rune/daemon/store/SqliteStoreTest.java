package dev.rune.daemon.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SqliteStoreTest {
    @TempDir
    Path directory;
    private Path data;

    @BeforeEach
    void nameTheDataDirectory() {
        data = directory.resolve("data");
    }

    private static ProblemException refused(ProblemCode code, Runnable doing) {
        ProblemException refused = assertThrows(ProblemException.class, doing::run);
        assertEquals(code, refused.problem().code(), refused::getMessage);
        return refused;
    }

    private OwnedStore filled(int commits) {
        OwnedStore store = OwnedStore.open(data);
        for (int n = 1; n <= commits; n++) {
            store.commit(Ledger.commit(n));
        }
        return store;
    }

    private static void sql(Path file, String statement) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        try (Connection connection = source.getConnection(); Statement one = connection.createStatement()) {
            one.execute(statement);
        }
    }

    @Nested
    class Backups {
        @Test
        void areWholeAndPrivateAndCanBePutBack() throws IOException {
            Path backup = directory.resolve("backup.db");
            try (OwnedStore store = filled(40)) {
                store.store().backup(backup);
                store.commit(Ledger.commit(41));
            }
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)));
            try (DataDirectory home = DataDirectory.open(data)) {
                Path kept = SqliteStore.restore(home, backup).orElseThrow();
                assertTrue(Files.exists(kept) && kept.startsWith(home.path()));
            }
            try (OwnedStore store = OwnedStore.open(data)) {
                assertEquals(Ledger.after(40), Ledger.content(store));
                store.commit(Ledger.commit(41));
            }
            try (OwnedStore store = OwnedStore.open(data)) {
                assertEquals(Ledger.after(41), Ledger.content(store));
            }
        }

        @Test
        void canBePutIntoANewDirectory() {
            Path backup = directory.resolve("backup.db");
            try (OwnedStore store = filled(5)) {
                store.store().backup(backup);
            }
            Path other = directory.resolve("other");
            try (DataDirectory home = DataDirectory.open(other)) {
                assertEquals(Optional.empty(), SqliteStore.restore(home, backup));
            }
            try (OwnedStore store = OwnedStore.open(other)) {
                assertEquals(Ledger.after(5), Ledger.content(store));
            }
        }

        @Test
        void areMadeIntoNewFilesOnly() throws IOException {
            Path there = Files.writeString(directory.resolve("there"), "precious");
            try (OwnedStore store = filled(1)) {
                refused(ProblemCode.CONFLICT, () -> store.store().backup(there));
                refused(ProblemCode.INVALID, () -> store.store().backup(Path.of("relative.db")));
                refused(ProblemCode.INVALID, () -> store.store().backup(directory.resolve("no/such/directory.db")));
                refused(ProblemCode.INVALID, () -> store.store().backup(data.resolve("rune.db-journal")));
            }
            assertEquals("precious", Files.readString(there));
        }

        @Test
        void thatAreDamagedChangeNothing() throws IOException {
            Path backup = directory.resolve("backup.db");
            try (OwnedStore store = filled(30)) {
                store.store().backup(backup);
                store.commit(Ledger.commit(31));
            }
            // Every occurrence: some bytes of the file are left over from its making and mean nothing.
            String bytes = Files.readString(backup, StandardCharsets.ISO_8859_1).replace("commit 20;", "Commit 20;");
            Files.writeString(backup, bytes, StandardCharsets.ISO_8859_1);
            Path text = Files.writeString(directory.resolve("text"), "no database");
            try (DataDirectory home = DataDirectory.open(data)) {
                ProblemException refused = refused(ProblemCode.DAMAGED, () -> SqliteStore.restore(home, backup));
                assertTrue(refused.getMessage().contains("is not as it was stored; nothing was changed"),
                        refused::getMessage);
                refused(ProblemCode.NOT_FOUND, () -> SqliteStore.restore(home, directory.resolve("none")));
                refused(ProblemCode.DAMAGED, () -> SqliteStore.restore(home, text));
            }
            try (OwnedStore store = OwnedStore.open(data)) {
                assertEquals(Ledger.after(31), Ledger.content(store));
            }
        }

        @Test
        void takeTheirPlaceAfterARestoreThatWasCutOff() throws IOException {
            Path backup = directory.resolve("backup.db");
            try (OwnedStore store = filled(5)) {
                store.store().backup(backup);
            }
            Files.createFile(data.resolve("rune.db.restoring"));
            Files.delete(data.resolve("rune.db"));
            assertTrue(refused(ProblemCode.DAMAGED, () -> OwnedStore.open(data)).getMessage()
                    .contains("a restore of it was begun"));
            try (DataDirectory home = DataDirectory.open(data)) {
                SqliteStore.restore(home, backup);
            }
            try (OwnedStore store = OwnedStore.open(data)) {
                assertEquals(Ledger.after(5), Ledger.content(store));
            }
        }
    }

    @Nested
    class Versions {
        @Test
        void thatAreNewerAreRefused() throws SQLException {
            filled(1).close();
            sql(data.resolve("rune.db"), "INSERT INTO schema_version VALUES (99, 'tomorrow')");
            assertTrue(refused(ProblemCode.UNSUPPORTED, () -> OwnedStore.open(data)).getMessage()
                    .contains("has version 99, made by a newer runed"));
        }
    }

    @Nested
    class Failures {
        @Test
        void thatAreKnownLeaveNothingAndPass() throws Exception {
            try (OwnedStore store = filled(3);
                    Connection other = reader();
                    Statement statement = other.createStatement()) {
                // Somebody else in the middle of writing: the commit is refused after its patience, and known to be none.
                statement.execute("BEGIN IMMEDIATE");
                refused(ProblemCode.UNAVAILABLE, () -> store.commit(Ledger.commit(4)));
                statement.execute("ROLLBACK");
                assertEquals(Ledger.after(3), Ledger.content(store));
                store.commit(Ledger.commit(4));
                assertEquals(Ledger.after(4), Ledger.content(store));
            }
        }

        @Test
        void whoseOutcomeIsUnknownEndAllCommits() throws Exception {
            try (DataDirectory home = DataDirectory.open(data)) {
                SqliteStore.open(home).close();
                StoreFiles files = new StoreFiles(home);
                Watermark closed = Watermark.open(files.watermark());
                SqliteStore store = new SqliteStore(files, Database.open(files.database(), 0), closed);
                store.commit(Ledger.commit(1));
                closed.close();
                String message = refused(ProblemCode.UNAVAILABLE, () -> store.commit(Ledger.commit(2))).getMessage();
                assertTrue(message.startsWith("it is not known whether a change was stored"), message);
                assertEquals(message,
                        refused(ProblemCode.UNAVAILABLE, () -> store.commit(Ledger.commit(3))).getMessage());
                assertEquals(Ledger.after(2), Ledger.content(store));
                store.close();
            }
        }

        private Connection reader() throws SQLException {
            SQLiteDataSource source = new SQLiteDataSource();
            source.setUrl("jdbc:sqlite:" + data.resolve("rune.db"));
            return source.getConnection();
        }
    }

    @Test
    void leavesNothingOfAnEarlierProcessBehind() throws IOException {
        filled(1).close();
        Path left = Files.writeString(data.resolve("native/sqlite-3.0-dead-libsqlitejdbc.so"), "left by a kill");
        filled(2).close();
        assertFalse(Files.exists(left));
    }

    @Test
    void keepsItsFilesToItself() throws IOException {
        try (OwnedStore _ = filled(3)) {
            try (var files = Files.list(data)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                            file::toString);
                }
            }
        }
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data)));
    }
}
