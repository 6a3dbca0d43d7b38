package dev.rune.kernel.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the kernel exports and looks for, word by word: a change of it is a change of the promise to plugin authors, and is
 * made in {@code src/test/resources/module.txt} too, which shows it to everybody who reviews.
 */
class KernelDescriptorTest {
    @Test
    void theDescriptorIsAsPromised(@TempDir Path directory) throws IOException {
        String jar = directory.resolve("kernel.jar").toString();
        jar("--create", "--file", jar, "-C", KernelClasses.location().toString(), ".");
        // The first line names the file; packages that are not exported may come and go.
        String described = jar("--describe-module", "--file", jar).lines().skip(1).map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("contains ")).collect(Collectors.joining("\n"));
        assertEquals(Files.readString(Path.of("src/test/resources/module.txt")).strip(), described);
    }

    private static String jar(String... args) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        int status = ToolProvider.findFirst("jar").orElseThrow().run(writer, writer, args);
        assertEquals(0, status, out::toString);
        return out.toString();
    }
}
