package dev.rune.daemon.plugin;

import dev.rune.kernel.launch.KernelLauncher;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.status.PluginReport;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The plugins in a data directory. A daemon reads classes of those that it has loaded as long as it runs: so what takes the
 * place of one, and what removes one, waits for the next start. A change is one renaming, or one file made. One process
 * changes them at a time; in it, one thread.
 */
public final class InstalledPlugins {
    private static final String NAME = "installed-plugins";
    /** What takes the place of a plugin of the same name at the next start. */
    private static final String NEXT = ".next";
    /** Empty files, named by the plugins that go at the next start. */
    private static final String REMOVED = ".removed";
    private static final String WORK = ".work";
    private static final String LOCK = ".lock";

    private final Path directory;
    private final List<Path> others;

    /**
     * A plugin that was installed or removed.
     *
     * @param id       its id
     * @param version  its version
     * @param place    where it lies, from the next start on
     * @param replaced whether one of its name was there
     */
    public record Done(String id, String version, Path place, boolean replaced) {}

    /** A change, made while no other process makes one. */
    private interface Change<T> {
        T make() throws IOException;
    }

    /**
     * The plugins of {@code dataDirectory}.
     *
     * @param others the directories with the other plugins of its daemon; this one may be among them
     */
    public InstalledPlugins(Path dataDirectory, List<Path> others) {
        this.directory = directory(dataDirectory);
        this.others = others.stream().filter(other -> !isSame(other, directory)).toList();
    }

    /** Where the plugins of {@code dataDirectory} lie. */
    public static Path directory(Path dataDirectory) {
        return dataDirectory.resolve(NAME);
    }

    /** Where a daemon of this data directory finds plugins: in the other directories, and here. */
    public List<Path> everywhere() {
        return Stream.concat(others.stream(), Stream.of(directory)).toList();
    }

    /** A path may lead to it by a link. */
    private static boolean isSame(Path one, Path other) {
        try {
            return one.equals(other) || Files.isSameFile(one, other);
        } catch (IOException _) {
            return false;
        }
    }

    /** Does what has waited for a start. To be called while none of them is loaded. */
    public void settle() {
        alone("the installed plugins in " + directory + " cannot be set in order", () -> {
            delete(directory.resolve(WORK));
            for (Path marker : entries(directory.resolve(REMOVED))) {
                delete(directory.resolve(marker.getFileName()));
                Files.delete(marker);
            }
            for (Path next : entries(directory.resolve(NEXT))) {
                Path place = directory.resolve(next.getFileName());
                delete(place);
                Files.move(next, place, StandardCopyOption.ATOMIC_MOVE);
            }
            return directory;
        });
    }

    /**
     * Installs the plugin in {@code source}, its directory or a zip of it, once it was examined.
     *
     * @param replace also where there is one of its name
     * @throws ProblemException {@link ProblemCode#INVALID} where runed would not load it, with the sentence that it would
     *         say; {@link ProblemCode#CONFLICT} where it is there; nothing is changed then
     */
    public Done install(Path source, boolean replace) {
        Path work = directory.resolve(WORK);
        return alone("the plugin cannot be written to " + directory, () -> {
            try {
                delete(work);
                Files.createDirectory(work);
                Path folder = PluginFiles.copy(source, work);
                PluginReport report = KernelLauncher.examine(folder, others);
                if (report.failure().isPresent()) {
                    throw ProblemException.of(ProblemCode.INVALID, "plugin '" + report.id()
                            + "' would not be loaded; nothing was installed: " + report.failure().get());
                }
                return place(folder, report, replace);
            } finally {
                quietlyDelete(work);
            }
        });
    }

    private Done place(Path folder, PluginReport report, boolean replace) throws IOException {
        String id = report.id();
        Path place = directory.resolve(id);
        Path marker = directory.resolve(REMOVED).resolve(id);
        Path next = directory.resolve(NEXT).resolve(id);
        boolean there = Files.exists(place) && !Files.exists(marker) || Files.exists(next);
        if (there && !replace) {
            throw ProblemException.of(ProblemCode.CONFLICT, "plugin '" + id + "' is installed already, as version "
                    + version(Files.exists(next) ? next : place) + "; say --replace to put version "
                    + report.version() + " in its place");
        }
        if (Files.exists(place)) {
            delete(next);
            Files.move(folder, next, StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(marker);
        } else {
            Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
        }
        return new Done(id, report.version(), place, there);
    }

    /**
     * Removes the plugin {@code id}, whoever uses it.
     *
     * @throws ProblemException {@link ProblemCode#NOT_FOUND} where it is not installed; {@link ProblemCode#CONFLICT} where
     *         it lies in another directory of plugins
     */
    public Done remove(String id) {
        Path place = directory.resolve(id);
        Path marker = directory.resolve(REMOVED).resolve(id);
        return alone("plugin '" + id + "' cannot be removed from " + directory, () -> {
            if (!id.matches("[-a-z0-9]+") || !Files.isDirectory(place) || Files.exists(marker)) {
                throw missing(id);
            }
            String version = version(place);
            Files.createFile(marker);
            delete(directory.resolve(NEXT).resolve(id));
            return new Done(id, version, place, false);
        });
    }

    private ProblemException missing(String id) {
        return others.stream().filter(other -> id.matches("[-a-z0-9]+") && Files.isDirectory(other.resolve(id)))
                .findFirst()
                .map(other -> ProblemException.of(ProblemCode.CONFLICT,
                        "plugin '" + id + "' was not installed here: it "
                                + "lies in " + other.resolve(id) + ", from where it can be deleted by hand"))
                .orElseGet(() -> ProblemException.of(ProblemCode.NOT_FOUND,
                        "no plugin '" + id + "' is installed in " + directory + "; see 'rune get plugins -o wide'"));
    }

    /** What its descriptor says; it was examined when it was installed. */
    private String version(Path folder) {
        return KernelLauncher.examine(folder, others).version();
    }

    private <T> T alone(String otherwise, Change<T> change) {
        try {
            for (Path each : List.of(directory, directory.resolve(NEXT), directory.resolve(REMOVED))) {
                Files.createDirectories(each,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            try (FileChannel lock = FileChannel.open(directory.resolve(LOCK), Set.of(StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
                lock.lock();
                return change.make();
            }
        } catch (IOException e) {
            throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE, otherwise + ": " + e), e);
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(all::add);
        }
        return all;
    }

    private static void quietlyDelete(Path path) {
        try {
            delete(path);
        } catch (IOException _) {
            // The next change, or the next start, deletes it.
        }
    }

    /** Links are deleted, not followed. */
    private static void delete(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            List<Path> all;
            try (Stream<Path> below = Files.walk(path)) {
                all = below.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path each : all) {
                Files.delete(each);
            }
        }
    }
}
