package dev.rune.daemon.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, unpacked once into the data directory. Its Java driver would unpack and compare it at every
 * start, into a file that stays behind when the process is killed. A library named by {@code org.sqlite.lib.path} is
 * used as it is.
 */
final class NativeLibrary {
    private static final String PATH = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";

    private NativeLibrary() {}

    /** Makes the library ready for the driver, which loads it once for the whole process. */
    static synchronized void prepare(Path directory) throws IOException {
        Path home = directory.resolve("native");
        if (!Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(home);
        }
        // The driver takes away what begins with "sqlite-".
        String name = "libsqlite-" + SQLiteJDBCLoader.getVersion() + ".so";
        removeOthers(home, name);
        if (System.getProperty(PATH) == null && unpack(home.resolve(name))) {
            System.setProperty(PATH, home.toString());
            System.setProperty(NAME, name);
        }
        // Where the driver unpacks it itself, for a machine whose library could not be found or loaded here.
        System.setProperty("org.sqlite.tmpdir", home.toString());
    }

    private static void removeOthers(Path home, String name) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            for (Path other : files.filter(file -> !file.endsWith(name)).toList()) {
                Files.delete(other);
            }
        }
    }

    /** Whether the library is there afterwards; if it is, it is whole. */
    private static boolean unpack(Path library) throws IOException {
        if (Files.isRegularFile(library, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (in == null) {
                return false;
            }
            Path draft = library.resolveSibling(library.getFileName() + ".new");
            Files.copy(in, draft, StandardCopyOption.REPLACE_EXISTING);
            Files.move(draft, library, StandardCopyOption.ATOMIC_MOVE);
            return true;
        }
    }
}
