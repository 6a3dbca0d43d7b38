package dev.rune.dist;

import dev.rune.cli.image.Linking;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * The one Java run-time that client and daemon are linked into.
 *
 * @param home the distribution
 * @param work a folder for what is not delivered
 */
record Runtime(Path home, Path work) {
    /** The client and the daemon. */
    private static final List<String> ROOTS = List.of("dev.rune.cli", "dev.rune.daemon");

    Path folder() {
        return home.resolve("runtime");
    }

    Path java() {
        return folder().resolve("bin/java");
    }

    void link(List<Path> jars) throws IOException {
        var linked = new ArrayList<String>();
        for (var jar : jars) {
            linked.add(linkable(jar).toString());
        }
        Tree.delete(folder());
        var arguments = Linking.arguments(String.join(java.io.File.pathSeparator, linked), ROOTS, folder());
        var jlink = ToolProvider.findFirst("jlink").orElseThrow(
                () -> new IOException("the JDK in " + System.getProperty("java.home") + " has no jlink"));
        if (jlink.run(System.out, System.err, arguments.toArray(String[]::new)) != 0) {
            throw new IOException("jlink failed; its message stands above");
        }
        System.out.println("run-time: linked");
    }

    /** The jar as it can be linked and cached best. */
    private Path linkable(Path jar) throws IOException {
        var name = jar.getFileName().toString();
        if (name.startsWith("picocli-")) {
            return Reversion.jar(jar, work.resolve(name));
        }
        if (name.startsWith("sqlite-jdbc-")) {
            unpackSqlite(jar);
        }
        return jar;
    }

    /**
     * Puts SQLite's native library of this machine beside the run-time, so that it need not be unpacked into a
     * temporary folder at every start; the libraries of other machines are left out of the image.
     */
    private void unpackSqlite(Path jar) throws IOException {
        try (var loader = new URLClassLoader(new java.net.URL[]{jar.toUri().toURL()}, null)) {
            var folder = loader.loadClass("org.sqlite.util.OSInfo").getMethod("getNativeLibFolderPathForCurrentOS")
                    .invoke(null);
            try (var in = loader.getResourceAsStream("org/sqlite/native/" + folder + "/libsqlitejdbc.so")) {
                if (in == null) {
                    throw new IOException(jar + " has no native library for " + folder);
                }
                Files.copy(in, home.resolve("lib/libsqlitejdbc.so"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (ReflectiveOperationException e) {
            throw new IOException("cannot ask " + jar + " for the name of this machine", e);
        }
    }
}
