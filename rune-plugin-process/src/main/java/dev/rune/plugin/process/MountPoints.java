package dev.rune.plugin.process;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * The places where processes see mounted files, as far as they were not there: a view of the mounts can only be made at a
 * place that the host has too. They are made before a start and removed when no process sees anything there any more. What
 * was made is written down first, so that the next daemon removes what this one could not. Safe for use by several threads.
 */
final class MountPoints {
    private static final System.Logger LOG = System.getLogger(MountPoints.class.getName());
    private static final String OWN_MODE = "rwxr-xr-x";
    /** Which field of a line of mountinfo is the place, see proc(5). */
    private static final int PLACE = 4;

    private final Path ledger;
    /** Starts share it: until they see the place in use, a removal must not come between. */
    private final ReentrantReadWriteLock starts = new ReentrantReadWriteLock();
    /** Guarded by this; the ledger says the same. */
    private final TreeSet<Path> made = new TreeSet<>();

    /** What was made is written down in {@code ledger}. */
    MountPoints(Path ledger) {
        this.ledger = ledger;
        try {
            Files.readAllLines(ledger).forEach(line -> made.add(Path.of(line)));
        } catch (NoSuchFileException none) {
            // Nothing was ever made.
            return;
        } catch (IOException unreadable) {
            throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE, ledger + " cannot be read: " + unreadable),
                    unreadable);
        }
    }

    /** Makes what is missing of {@code places}, and then does {@code start}, which uses them. */
    void provide(Collection<String> places, Runnable start) {
        starts.readLock().lock();
        try {
            places.forEach(place -> make(Path.of(place)));
            start.run();
        } finally {
            starts.readLock().unlock();
        }
    }

    private synchronized void make(Path place) {
        try {
            List<Path> missing = missing(place);
            if (made.addAll(missing)) {
                write();
            }
            for (Path each : missing.reversed()) {
                Files.createDirectory(each,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWN_MODE)));
            }
        } catch (IOException failed) {
            // The start fails for want of the place and says so.
            LOG.log(Level.DEBUG, "the place of a mount cannot be made", failed);
        }
    }

    /** The place and what is missing above it, the deepest first, by the names that mounts go by: without links. */
    private static List<Path> missing(Path place) throws IOException {
        Path there = place;
        while (!Files.exists(there)) {
            there = Objects.requireNonNull(there.getParent(), "the root is there");
        }
        Path real = there.toRealPath();
        List<Path> missing = new ArrayList<>();
        for (Path each = real.resolve(there.relativize(place)); !each.equals(real); each = Objects
                .requireNonNull(each.getParent())) {
            missing.add(each);
        }
        return missing;
    }

    /**
     * Removes what was made and is seen by nobody any more. What others have put something into is theirs.
     *
     * @param living gives the main processes of the instances that live; asked while none is started
     */
    void sweep(Supplier<Set<Long>> living) {
        if (none()) {
            return;
        }
        starts.writeLock().lock();
        try {
            seen(living.get()).ifPresent(this::removeAllBut);
        } finally {
            starts.writeLock().unlock();
        }
    }

    private synchronized boolean none() {
        return made.isEmpty();
    }

    private synchronized void removeAllBut(Set<Path> seen) {
        List<Path> gone = new ArrayList<>();
        for (Path place : made.descendingSet()) {
            if (seen.stream().noneMatch(used -> used.startsWith(place))) {
                try {
                    Files.deleteIfExists(place);
                } catch (IOException kept) {
                    LOG.log(Level.DEBUG, "the place of a mount stays", kept);
                }
                gone.add(place);
            }
        }
        gone.forEach(made::remove);
        try {
            write();
        } catch (IOException failed) {
            LOG.log(Level.WARNING, ledger + " cannot be written: " + failed);
        }
    }

    private void write() throws IOException {
        Files.write(ledger, made.stream().map(Path::toString).toList());
    }

    /** The place of every mount that any process sees; empty where that cannot be known of one of {@code living}. */
    private static Optional<Set<Path>> seen(Set<Long> living) {
        Set<Path> seen = new HashSet<>();
        Set<Path> views = new HashSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    if (views.add(Files.readSymbolicLink(process.resolve("ns/mnt")))) {
                        Files.readAllLines(process.resolve("mountinfo"))
                                .forEach(line -> seen.add(Path.of(plain(line.split(" ")[PLACE]))));
                    }
                } catch (IOException hidden) {
                    // It ends, and its end is looked at later; or it is somebody else's, whom we may not look at.
                    if (living.contains(Long.valueOf(Objects.requireNonNull(process.getFileName()).toString()))) {
                        return Optional.empty();
                    }
                }
            }
            return Optional.of(seen);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** A name as it is: mountinfo writes blanks and backslashes in octal. */
    private static String plain(String text) {
        return text.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\");
    }
}
