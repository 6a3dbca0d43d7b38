package dev.rune.daemon.plugin;

import dev.rune.kernel.launch.KernelLauncher;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.status.PluginReport;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
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
    /** How long another process is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final Path directory;
    private final List<Path> others;
    private final Duration patience;
    private final Disk disk;

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

    /** What keeps things when the power goes. */
    interface Disk {
        /** Returns once the file, or the names in the directory, are kept. */
        void keep(Path path) throws IOException;
    }

    /** A part of what waits for a start, with the plugin in {@code place}. */
    private interface Step {
        void take(Path place) throws IOException;
    }

    /**
     * The plugins of {@code dataDirectory}.
     *
     * @param others the directories with the other plugins of its daemon; this one may be among them
     */
    public InstalledPlugins(Path dataDirectory, List<Path> others) {
        this(dataDirectory, others, PATIENCE, InstalledPlugins::force);
    }

    InstalledPlugins(Path dataDirectory, List<Path> others, Duration patience, Disk disk) {
        this.directory = directory(dataDirectory);
        this.others = others.stream().filter(other -> !isSame(other, directory)).toList();
        this.patience = patience;
        this.disk = disk;
    }

    /** Where the plugins of {@code dataDirectory} lie. */
    public static Path directory(Path dataDirectory) {
        return dataDirectory.resolve(NAME);
    }

    /** Where a daemon of this data directory finds plugins: in the other directories, and here, where this can be read. */
    public List<Path> everywhere() {
        return Stream.concat(others.stream(), Stream.of(directory).filter(InstalledPlugins::canBeRead)).toList();
    }

    private static boolean canBeRead(Path folder) {
        try {
            entries(folder);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** The directories with the other plugins. */
    public List<Path> others() {
        return others;
    }

    /** The folders of the plugins that the next start will find here, once it has done what waits for it. */
    public List<Path> upcoming() {
        Map<Path, Path> folders = new TreeMap<>();
        for (Path place : foldersIn(directory)) {
            if (!Files.exists(directory.resolve(REMOVED).resolve(place.getFileName()))) {
                folders.put(place.getFileName(), place);
            }
        }
        foldersIn(directory.resolve(NEXT)).forEach(next -> folders.put(next.getFileName(), next));
        return List.copyOf(folders.values());
    }

    /** None where there is no such directory, or nobody may read it: a start goes on then, too. */
    private static List<Path> foldersIn(Path parent) {
        try {
            return entries(parent).stream()
                    .filter(entry -> Files.isDirectory(entry) && !entry.getFileName().toString().startsWith("."))
                    .toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    /** A path may lead to it by a link. */
    private static boolean isSame(Path one, Path other) {
        try {
            return one.equals(other) || Files.isSameFile(one, other);
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Does what has waited for a start. To be called while none of them is loaded. What cannot be done leaves its plugin as
     * it is, waits for the next start, and keeps nothing else from being done.
     *
     * @return a sentence for each plugin with which it could not be done, by its folder; for all of them by the directory
     */
    public Map<Path, String> settle() {
        Map<Path, String> troubles = new LinkedHashMap<>();
        try {
            alone("the installed plugins in " + directory + " could not be set in order", () -> {
                Path work = directory.resolve(WORK);
                tidied(work);
                Files.createDirectories(work);
                for (Path marker : entries(directory.resolve(REMOVED))) {
                    settle(marker, "could not be removed", troubles, place -> {
                        putAway(place, work);
                        Files.delete(marker);
                    });
                }
                for (Path next : entries(directory.resolve(NEXT))) {
                    settle(next, "could not be replaced by the version in " + next, troubles,
                            place -> replace(place, next, work));
                }
                tidied(work);
                return directory;
            });
        } catch (ProblemException all) {
            troubles.put(directory, all.problem().message());
        }
        return troubles;
    }

    private void settle(Path waiting, String otherwise, Map<Path, String> troubles, Step step) {
        Path place = directory.resolve(waiting.getFileName());
        try {
            step.take(place);
        } catch (IOException e) {
            troubles.put(place, "the plugin in " + place + " " + otherwise + " at this start: " + e
                    + "; put that right, and the next start does it");
        }
    }

    /** Whole or not at all: what is deleted piece by piece is in nobody's way any more. */
    private void putAway(Path place, Path work) throws IOException {
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            move(place, work.resolve(place.getFileName()));
        }
    }

    private void replace(Path place, Path next, Path work) throws IOException {
        putAway(place, work);
        try {
            move(next, place);
        } catch (IOException e) {
            Path before = work.resolve(place.getFileName());
            if (Files.exists(before)) {
                move(before, place);
            }
            throw e;
        }
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
                keepAll(folder);
                return place(folder, report, replace);
            } finally {
                tidied(work);
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
            move(folder, next);
            Files.deleteIfExists(marker);
        } else {
            Files.deleteIfExists(marker);
            move(folder, place);
        }
        disk.keep(directory.resolve(REMOVED));
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
            disk.keep(directory.resolve(REMOVED));
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
                if (!Files.isDirectory(each)) {
                    Files.createDirectories(each,
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                    disk.keep(each.resolveSibling("."));
                }
            }
            try (FileChannel lock = FileChannel.open(directory.resolve(LOCK), Set.of(StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
                take(lock);
                return change.make();
            }
        } catch (IOException e) {
            throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE, otherwise + ": " + e), e);
        }
    }

    /** From one folder below this directory to another, or not at all. */
    private void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        disk.keep(to.resolveSibling("."));
        disk.keep(from.resolveSibling("."));
    }

    private void keepAll(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> below = Files.walk(folder)) {
            all = below.toList();
        }
        for (Path each : all) {
            disk.keep(each);
        }
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Another process may hang with it. */
    private void take(FileChannel lock) throws IOException {
        long begin = System.nanoTime();
        while (!tried(lock)) {
            if (System.nanoTime() - begin > patience.toNanos()) {
                throw new IOException(
                        "somebody else has been changing them for " + patience.toSeconds() + " s, and holds "
                                + LOCK + " there; try again when that has ended");
            }
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }

    private static boolean tried(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(all::add);
        }
        return all;
    }

    private static void tidied(Path path) {
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
