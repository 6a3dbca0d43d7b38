package dev.rune.daemon.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** The steps of opening a store, in an order in which each crash between them leaves something that can be opened. */
final class Opening {
    private Opening() {}

    static SqliteStore open(StoreFiles files) throws IOException, SQLException {
        if (Files.exists(files.restoring(), LinkOption.NOFOLLOW_LINKS)) {
            throw new DamageException("a restore of it was begun and did not come to its end");
        }
        NativeLibrary.prepare(files.directory().path());
        if (!Files.exists(files.watermark())) {
            DataDirectory.createPrivate(files.watermark());
        }
        Watermark watermark = Watermark.open(files.watermark());
        try {
            long acknowledged = acknowledged(files, watermark);
            if (!Files.exists(files.database())) {
                DataDirectory.createPrivate(files.database());
                DataDirectory.sync(files.directory().path());
            }
            return new SqliteStore(files, Database.open(files.database(), acknowledged), watermark);
        } catch (IOException | SQLException | RuntimeException e) {
            watermark.close();
            throw e;
        }
    }

    /** The number of the last commit that must be in the database. */
    private static long acknowledged(StoreFiles files, Watermark watermark) throws IOException {
        List<Path> parts = List.copyOf(files.companions());
        boolean nothingThere = !Files.exists(files.database()) && parts.stream().noneMatch(Files::exists);
        if (nothingThere && watermark.read().orElse(0L) == 0) {
            watermark.write(0);
            return 0;
        }
        if (!Files.exists(files.database())) {
            throw new DamageException("it is gone, and what belongs to it is still there");
        }
        return watermark.read().orElseThrow(() -> new DamageException(
                files.watermark() + " does not say which change was the last"));
    }
}
