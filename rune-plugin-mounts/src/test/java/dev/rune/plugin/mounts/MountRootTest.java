package dev.rune.plugin.mounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spi.PluginContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountRootTest {
    @TempDir
    Path directory;

    private PluginContext context() {
        return new PluginContext("test-" + UUID.randomUUID(), directory);
    }

    @Test
    void isTheStateDirectoryWhereThereIsNoMemoryToBeHad() {
        assertEquals(directory.resolve("secret"),
                MountRoot.of(context(), "secret", List.of(Path.of("/nowhere"), Path.of("/proc"))));
    }

    @Test
    void isNeverSomebodyElsesLink() throws IOException {
        Path memory = Path.of("/dev/shm");
        PluginContext context = context();
        Path root = MountRoot.of(context, "secret", List.of(memory));
        if (root.startsWith(memory)) {
            Path own = root.getParent();
            Files.delete(root);
            Files.delete(own);
            Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
            Files.createSymbolicLink(own, elsewhere);
            try {
                assertEquals(directory.resolve("secret"), MountRoot.of(context, "secret", List.of(memory)));
                assertFalse(Files.exists(elsewhere.resolve("secret")));
            } finally {
                Files.delete(own);
            }
        } else {
            assertTrue(root.startsWith(directory), root.toString());
        }
    }
}
