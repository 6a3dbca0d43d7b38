package dev.rune.cli.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/**
 * Tells jars that are for other kinds of machines: nothing but native libraries, and none that this machine could load.
 */
final class Natives {
    private static final Pattern LIBRARY = Pattern.compile(".*\\.(so|dll|dylib|jnilib)");

    /** Magic number, class and byte order. */
    private static final int KIND = 6;

    private static final int MACHINE = 18;
    private static final int READ = MACHINE + Short.BYTES;

    private final byte[] own;

    private Natives(byte[] own) {
        this.own = own;
    }

    /** Compares with a native library that this machine does load. */
    static Natives like(Path library) throws IOException {
        try (InputStream in = Files.newInputStream(library)) {
            return new Natives(in.readNBytes(READ));
        }
    }

    /** Those of the jars in {@code folder} that are for other machines. */
    List<Path> foreign(Path folder) throws IOException {
        List<Path> jars;
        try (var files = Files.list(folder)) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
        List<Path> foreign = new java.util.ArrayList<>();
        for (Path jar : jars) {
            if (isForeign(jar)) {
                foreign.add(jar);
            }
        }
        return foreign;
    }

    private boolean isForeign(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            List<? extends ZipEntry> entries = jar.stream().toList();
            if (entries.stream().map(ZipEntry::getName)
                    .anyMatch(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))) {
                return false;
            }
            List<? extends ZipEntry> libraries = entries.stream()
                    .filter(entry -> LIBRARY.matcher(entry.getName()).matches()).toList();
            for (ZipEntry library : libraries) {
                try (InputStream in = jar.getInputStream(library)) {
                    if (isOwn(in.readNBytes(READ))) {
                        return false;
                    }
                }
            }
            return !libraries.isEmpty();
        }
    }

    private boolean isOwn(byte[] other) {
        return other.length == READ && Arrays.equals(own, 0, KIND, other, 0, KIND)
                && Arrays.equals(own, MACHINE, READ, other, MACHINE, READ);
    }
}
