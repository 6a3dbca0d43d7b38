package dev.rune.cli.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativesTest {
    private static final Path OWN = Path.of(System.getProperty("java.home"), "lib", "libjava.so");

    @TempDir
    Path folder;

    private void jar(String name, Map<String, byte[]> entries) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
    }

    @Test
    void jarsWithNothingForThisMachine() throws IOException {
        byte[] own = Files.readAllBytes(OWN);
        byte[] other = own.clone();
        other[18]++;
        byte[] windows = {'M', 'Z'};
        jar("classes.jar", Map.of("a/A.class", own));
        jar("classes-and-other.jar", Map.of("a/A.class", own, "native/liba.so", other));
        jar("nothing.jar", Map.of("META-INF/LICENSE", windows));
        jar("own.jar", Map.of("META-INF/native/liba.so", own, "module-info.class", own));
        jar("own-and-others.jar", Map.of("a/liba.so", own, "b/liba.so", other, "a.dll", windows));
        jar("other.jar", Map.of("META-INF/native/liba.so", other, "module-info.class", own));
        jar("windows.jar", Map.of("a.dll", windows));
        assertEquals(java.util.List.of(folder.resolve("other.jar"), folder.resolve("windows.jar")),
                Natives.like(OWN).foreign(folder));
    }
}
