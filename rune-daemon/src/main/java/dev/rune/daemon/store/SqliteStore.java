package dev.rune.daemon.store;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.store.Change;
import dev.rune.kernel.spi.store.ObjectKey;
import dev.rune.kernel.spi.store.Store;
import dev.rune.kernel.spi.store.StoredObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * The store in one SQLite file: a commit is on the disk before {@link #commit} returns. Everything touches the database
 * on one thread of the store's own, which nobody interrupts: an interrupt would close the files under it.
 */
public final class SqliteStore implements Store {
    private final StoreFiles files;
    private final Path file;
    private final ExecutorService writer = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("rune-store").factory());
    // The writer's, all of them.
    private Database database;
    private final Watermark watermark;
    private Database.State state;
    /** Why no commit is accepted, as long as that is so. Written by the writer. */
    private volatile Optional<ProblemException> refusal = Optional.empty();

    /** Takes over an open database, whose thread it becomes. */
    SqliteStore(StoreFiles files, Database database, Watermark watermark) throws SQLException {
        this.files = files;
        this.file = files.database();
        this.database = database;
        this.watermark = watermark;
        this.state = database.state();
    }

    /**
     * Opens the store of {@code directory}, and makes an empty one where there was none.
     *
     * @throws ProblemException {@link ProblemCode#DAMAGED} when it is not whole, {@link ProblemCode#UNSUPPORTED} when a
     *         newer version made it, {@link ProblemCode#UNAVAILABLE} when it cannot be read or written
     */
    public static SqliteStore open(DataDirectory directory) {
        StoreFiles files = new StoreFiles(directory);
        try {
            return Opening.open(files);
        } catch (SQLException | IOException | DamageException | UnsatisfiedLinkError e) {
            throw Problems.of(files.database(), "cannot be opened", e);
        }
    }

    @Override
    public List<StoredObject> load() {
        return onWriter("cannot be read", database::load);
    }

    @Override
    public void commit(List<Change> changes) {
        // Whatever is wrong with them is thrown here, before anything has happened.
        List<Step> steps = List.copyOf(changes).stream().map(Step::of).toList();
        if (!steps.isEmpty()) {
            onWriter("cannot be changed", () -> {
                commitSteps(steps);
                return true;
            });
        }
    }

    /**
     * Copies the store, as it is at one moment, into the new file {@code target}, readable for its owner alone, and reads
     * the copy to its end. Commits go on meanwhile.
     *
     * @throws ProblemException {@link ProblemCode#CONFLICT} when the file is there already, {@link ProblemCode#INVALID}
     *         when it cannot be where it is to be, {@link ProblemCode#UNAVAILABLE} when it cannot be written
     */
    public void backup(Path target) {
        Backup.make(files, target);
    }

    /**
     * Puts the backup {@code source} in the place of the store of {@code directory}, after reading it to its end. What
     * was there before is kept beside it.
     *
     * @return where what was there before is kept; empty where there was nothing
     * @throws ProblemException {@link ProblemCode#DAMAGED} when the backup is not whole; nothing was changed then
     */
    public static Optional<Path> restore(DataDirectory directory, Path source) {
        return Restore.run(new StoreFiles(directory), source);
    }

    /** Why no change would be accepted now; empty where one would. For any thread; looks at the disk after a failure. */
    public Optional<String> trouble() {
        if (refusal.isEmpty()) {
            return Optional.empty();
        }
        try {
            onWriter("cannot be changed", () -> {
                mend();
                return true;
            });
            return Optional.empty();
        } catch (ProblemException still) {
            return Optional.of(still.problem().message());
        }
    }

    @Override
    public void close() {
        if (writer.isShutdown()) {
            return;
        }
        try {
            onWriter("cannot be closed", () -> {
                database.close();
                watermark.close();
                return true;
            });
        } finally {
            writer.shutdown();
        }
    }

    private void commitSteps(List<Step> steps) throws SQLException {
        mend();
        Database.State after = new Database.State(state.sequence() + 1, state.objects(), state.checksum());
        database.begin();
        try {
            for (Step step : steps) {
                after = step.row().isPresent()
                        ? database.put(step.row().get(), after)
                        : database.delete(step.key(), after);
            }
            database.account(after);
        } catch (SQLException e) {
            undo(e);
            throw e;
        }
        try {
            database.commit();
            watermark.write(after.sequence());
        } catch (SQLException e) {
            if (!Problems.isKnownToHaveDoneNothing(e)) {
                throw refuseFromNowOn(e);
            }
            undo(e);
            throw e;
        } catch (IOException e) {
            throw refuseFromNowOn(e);
        }
        state = after;
    }

    /** Goes back to what was there before. The driver gives up statements that fail, so a new connection is needed. */
    private void undo(SQLException because) {
        try {
            reopen();
        } catch (SQLException | DamageException e) {
            because.addSuppressed(e);
            throw refuseFromNowOn(because);
        }
    }

    /** Connects anew, which ends whatever was begun, and looks that the last change that succeeded is the last one. */
    private void reopen() throws SQLException {
        database.close();
        database = Database.open(file, state.sequence());
        if (!database.state().equals(state)) {
            throw new DamageException("it holds a change that was called a failure");
        }
    }

    /** Where there was no room, there may be room by now. */
    private void mend() {
        if (refusal.isPresent()) {
            try {
                reopen();
                refusal = Optional.empty();
            } catch (SQLException | DamageException e) {
                throw new ProblemException(refusal.get().problem(), e);
            }
        }
    }

    private ProblemException refuseFromNowOn(Exception because) {
        ProblemException unknown = new ProblemException(
                Problems.unavailable("it is not known whether a change was stored in "
                        + file + " (" + because.getMessage()
                        + "), so no further one is accepted until the disk can be used again; look at it, and where "
                        + "that does not help, restart runed"),
                because);
        refusal = Optional.of(unknown);
        return unknown;
    }

    /** Runs {@code work} on the store's thread and waits for its end, interrupted or not. */
    private <T> T onWriter(String doing, Callable<T> work) {
        Future<T> future;
        try {
            future = writer.submit(work);
        } catch (RejectedExecutionException closed) {
            throw new ProblemException(Problems.unavailable("the store " + file + " is closed"), closed);
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw Problems.of(file, doing, Objects.requireNonNull(e.getCause()));
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * A change made ready.
     *
     * @param key the object
     * @param row its row; empty where it is deleted
     */
    private record Step(ObjectKey key, Optional<Row> row) {
        static Step of(Change change) {
            return switch (change) {
                case Change.Put put -> new Step(put.key(), Optional.of(Row.of(put.key(), put.document())));
                case Change.Delete delete -> new Step(delete.key(), Optional.empty());
            };
        }
    }
}
