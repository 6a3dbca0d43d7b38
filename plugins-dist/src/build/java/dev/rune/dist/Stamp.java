package dev.rune.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Remembers from which inputs something was made. */
record Stamp(Path file) {
    /** A digest of the JDK that runs this, the jars and everything below the folders. */
    static String digest(List<Path> jars, Path... folders) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(System.getProperty("java.runtime.version").getBytes(StandardCharsets.UTF_8));
            for (var jar : jars) {
                digest.update(jar.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(jar));
            }
            for (var folder : folders) {
                try (var files = Files.walk(folder)) {
                    for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                        digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                        digest.update(Files.readAllBytes(file));
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    boolean says(String inputs) throws IOException {
        return Files.exists(file) && Files.readString(file).equals(inputs);
    }

    void forget() throws IOException {
        Files.deleteIfExists(file);
    }

    void write(String inputs) throws IOException {
        Files.writeString(file, inputs);
    }
}
