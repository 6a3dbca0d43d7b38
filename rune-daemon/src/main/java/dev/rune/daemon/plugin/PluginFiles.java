package dev.rune.daemon.plugin;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Copies the files of a plugin's directory, which may be packed as a zip, alone or in one folder. What it copies is
 * written below one directory or not at all. Used by one thread.
 */
final class PluginFiles {
    /** The most that there may be, unpacked. */
    static final long MOST_BYTES = 256L << 20;
    /** The most files that there may be. */
    static final int MOST_FILES = 2000;

    private static final String DESCRIPTOR = "plugin.properties";
    private static final Pattern ID = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
    /** A part of a path: no control characters, no backslash, which elsewhere parts folders. */
    private static final Pattern PART = Pattern.compile("[^\\\\\\p{Cntrl}]{1,255}");

    private final Path source;
    private final Path content;
    private final Set<String> names = new HashSet<>();
    private final byte[] buffer = new byte[64 << 10];
    private long left = MOST_BYTES;

    private PluginFiles(Path source, Path content) {
        this.source = source;
        this.content = content;
    }

    /**
     * Copies {@code source}, a directory or a zip of one, into a folder below {@code work}, which is empty, and names the
     * folder as the descriptor says.
     *
     * @return the folder
     * @throws ProblemException {@link ProblemCode#INVALID} where it is no such thing; what was copied is left to the caller
     */
    static Path copy(Path source, Path work) throws IOException {
        PluginFiles files = new PluginFiles(source, Files.createDirectory(work.resolve("content")));
        if (Files.isDirectory(source)) {
            files.addTree();
        } else {
            files.addArchive();
        }
        Path top = files.top();
        Path folder = work.resolve(files.id(top));
        Files.move(top, folder);
        return folder;
    }

    private void addTree() throws IOException {
        Path root = source.toRealPath();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : (Iterable<Path>) walk.sorted()::iterator) {
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                String name = root.relativize(path).toString();
                if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    throw notAFile(name, Files.isSymbolicLink(path));
                }
                try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
                    add(name, in);
                }
            }
        }
    }

    private void addArchive() throws IOException {
        Set<String> links = ZipLinks.in(source);
        try (ZipFile zip = new ZipFile(source.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (links.contains(entry.getName())) {
                    throw notAFile(entry.getName(), true);
                }
                if (entry.isDirectory()) {
                    checked(entry.getName().substring(0, entry.getName().length() - 1));
                    continue;
                }
                try (InputStream in = zip.getInputStream(entry)) {
                    add(entry.getName(), in);
                }
            }
        } catch (ZipException | IllegalArgumentException e) {
            throw invalid("is neither a directory nor a zip archive that can be read: " + e.getMessage());
        }
    }

    private void add(String name, InputStream in) throws IOException {
        Path target = content.resolve(checked(name));
        if (names.size() == MOST_FILES) {
            throw invalid("has more than " + MOST_FILES + " files");
        }
        if (!names.add(name) || Files.exists(target)) {
            throw invalid("has '" + name + "' twice");
        }
        try {
            Files.createDirectories(target.getParent());
        } catch (FileAlreadyExistsException _) {
            throw invalid("has '" + name + "' and a file in the place of one of its folders");
        }
        try (OutputStream out = Files.newOutputStream(target)) {
            // What an archive says of its sizes need not be true: what comes out of it is counted.
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                left -= read;
                if (left < 0) {
                    throw invalid("holds more than " + (MOST_BYTES >> 20) + " MiB");
                }
                out.write(buffer, 0, read);
            }
        }
    }

    /** Refuses every name that could lead out of the folder. */
    private String checked(String name) {
        for (String part : name.split("/", -1)) {
            if (part.equals(".") || part.equals("..") || !PART.matcher(part).matches()) {
                throw invalid("has a file named '" + name.replaceAll("\\p{Cntrl}", "?")
                        + "', which is no path below a folder; pack the plugin's directory and nothing else");
            }
        }
        return name;
    }

    private Path top() throws IOException {
        if (Files.isRegularFile(content.resolve(DESCRIPTOR))) {
            return content;
        }
        try (Stream<Path> entries = Files.list(content)) {
            List<Path> all = entries.toList();
            if (all.size() == 1 && Files.isRegularFile(all.getFirst().resolve(DESCRIPTOR))) {
                return all.getFirst();
            }
        }
        throw invalid("has no " + DESCRIPTOR + ", neither at its top nor in its one folder");
    }

    private String id(Path folder) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve(DESCRIPTOR))) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            throw invalid("has a " + DESCRIPTOR + " that cannot be read: " + e.getMessage());
        }
        String id = properties.getProperty("id", "").strip();
        if (!ID.matcher(id).matches()) {
            throw invalid("has a " + DESCRIPTOR + " with the id '" + id + "', which is none: it must be 1 to 63 lower "
                    + "case letters, digits or '-', beginning with a letter and not ending with '-'");
        }
        return id;
    }

    private ProblemException notAFile(String name, boolean link) {
        return invalid("has '" + name + "', which is " + (link ? "a symbolic link" : "no file")
                + "; a plugin's directory holds its files themselves");
    }

    private ProblemException invalid(String what) {
        return ProblemException.of(ProblemCode.INVALID, source + " " + what + "; nothing was installed");
    }
}
