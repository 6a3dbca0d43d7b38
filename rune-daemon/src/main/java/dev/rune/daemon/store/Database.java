package dev.rune.daemon.store;

import dev.rune.kernel.spi.store.ObjectKey;
import dev.rune.kernel.spi.store.StoredObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/** One connection to a database file, with its statements kept ready. Used by one thread. */
final class Database implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5_000;

    private final Connection connection;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement put;
    private final PreparedStatement delete;
    private final PreparedStatement checksum;
    private final PreparedStatement account;

    /**
     * What the database says about its own content.
     *
     * @param sequence the number of the last commit
     * @param objects  how many objects there are
     * @param checksum the sum of their checksums
     */
    record State(long sequence, long objects, long checksum) {
        State with(long moreObjects, long moreChecksum) {
            return new State(sequence, objects + moreObjects, checksum + moreChecksum);
        }
    }

    private Database(Connection connection) throws SQLException {
        this.connection = connection;
        this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
        this.commit = connection.prepareStatement("COMMIT");
        this.put = connection.prepareStatement("INSERT OR REPLACE INTO object VALUES (?, ?, ?, ?, ?)");
        this.delete = connection.prepareStatement("DELETE FROM object WHERE kind = ? AND namespace = ? AND name = ?");
        this.checksum = connection.prepareStatement(
                "SELECT checksum FROM object WHERE kind = ? AND namespace = ? AND name = ?");
        this.account = connection.prepareStatement("UPDATE state SET sequence = ?, objects = ?, checksum = ?");
    }

    /**
     * Opens the file, which is there, checks it and brings its schema up to date.
     *
     * @param acknowledged the number of a commit that must be in it
     */
    static Database open(Path file, long acknowledged) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(PATIENCE_MILLIS);
        Connection connection = connect(file, config);
        try {
            check(connection, "quick_check");
            int version = Migrations.version(file, connection);
            long sequence = version == 0 ? 0 : sequence(connection);
            if (sequence < acknowledged) {
                throw new DamageException("its last change is number " + sequence + ", but number " + acknowledged
                        + " was acknowledged");
            }
            Migrations.run(connection, version);
            return new Database(connection);
        } catch (SQLException | RuntimeException e) {
            closeQuietly(connection, e);
            throw e;
        }
    }

    /**
     * Reads a database that nobody writes to from its beginning to its end.
     *
     * @return what it says about itself
     */
    static State verify(Path file) throws SQLException {
        try (Connection connection = connect(file, new SQLiteConfig())) {
            check(connection, "integrity_check");
            if (Migrations.version(file, connection) == 0) {
                throw new DamageException("there is no store in it");
            }
            Database database = new Database(connection);
            database.load();
            return database.state();
        }
    }

    /** Copies the database {@code file}, as it is at one moment, into {@code target}, which is there and empty. */
    static void copy(Path file, Path target) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(PATIENCE_MILLIS);
        try (Connection connection = connect(file, config);
                PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
            copy.setString(1, target.toString());
            copy.execute();
        }
    }

    State state() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT sequence, objects, checksum FROM state")) {
            if (!row.next()) {
                throw new DamageException("its table 'state' is empty");
            }
            return new State(row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }

    /** Every object, after checking that they are those that were stored, all of them and nothing else. */
    List<StoredObject> load() throws SQLException {
        execute("BEGIN");
        try {
            return loadWhole();
        } finally {
            rollback();
        }
    }

    private List<StoredObject> loadWhole() throws SQLException {
        State said = state();
        State counted = new State(said.sequence(), 0, 0);
        List<StoredObject> objects = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement
                        .executeQuery(
                                "SELECT kind, namespace, name, document, checksum FROM object ORDER BY 1, 2, 3")) {
            while (rows.next()) {
                Row row = new Row(new ObjectKey(rows.getString(1), rows.getString(2), rows.getString(3)),
                        rows.getString(4), rows.getLong(5));
                objects.add(object(row));
                counted = counted.with(1, row.checksum());
            }
        }
        if (!said.equals(counted)) {
            throw new DamageException("it holds " + counted.objects() + " objects of " + said.objects()
                    + " that were stored" + (counted.objects() == said.objects() ? ", and they are not the same" : ""));
        }
        return objects;
    }

    /** Puts {@code row} where its key says; the state afterwards. */
    State put(Row row, State before) throws SQLException {
        State without = uncount(row.key(), before);
        bind(put, row.key());
        put.setString(4, row.document());
        put.setLong(5, row.checksum());
        put.executeUpdate();
        return without.with(1, row.checksum());
    }

    /** Deletes the object of {@code key} where there is one; the state afterwards. */
    State delete(ObjectKey key, State before) throws SQLException {
        State without = uncount(key, before);
        bind(delete, key);
        delete.executeUpdate();
        return without;
    }

    /** Writes the state down as the last thing of a transaction. */
    void account(State state) throws SQLException {
        account.setLong(1, state.sequence());
        account.setLong(2, state.objects());
        account.setLong(3, state.checksum());
        account.executeUpdate();
    }

    /** Begins a transaction of one writer. The driver's own way begins the next one at the end of each. */
    void begin() throws SQLException {
        begin.execute();
    }

    void commit() throws SQLException {
        commit.execute();
    }

    void rollback() throws SQLException {
        execute("ROLLBACK");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private void execute(String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private State uncount(ObjectKey key, State before) throws SQLException {
        bind(checksum, key);
        try (ResultSet old = checksum.executeQuery()) {
            return old.next() ? before.with(-1, -old.getLong(1)) : before;
        }
    }

    private static StoredObject object(Row row) {
        String name = "'" + row.key().kind() + " " + row.key().namespace() + "/" + row.key().name() + "'";
        if (!row.isWhole()) {
            throw new DamageException("the object " + name + " is not as it was stored");
        }
        try {
            return row.object();
        } catch (IllegalArgumentException e) {
            throw new DamageException("the object " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void bind(PreparedStatement statement, ObjectKey key) throws SQLException {
        statement.setString(1, key.kind());
        statement.setString(2, key.namespace());
        statement.setString(3, key.name());
    }

    private static Connection connect(Path file, SQLiteConfig config) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source.getConnection();
    }

    private static void check(Connection connection, String how) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA cell_size_check = ON");
            try (ResultSet result = statement.executeQuery("PRAGMA " + how + "(3)")) {
                List<String> faults = new ArrayList<>();
                while (result.next()) {
                    faults.add(result.getString(1).replace('\n', ' '));
                }
                if (!faults.equals(List.of("ok"))) {
                    throw new DamageException(String.join("; ", faults));
                }
            }
        }
    }

    private static long sequence(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT sequence FROM state")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static void closeQuietly(Connection connection, Exception because) {
        try {
            connection.close();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }
}
