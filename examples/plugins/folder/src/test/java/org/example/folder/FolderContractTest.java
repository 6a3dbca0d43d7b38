package org.example.folder;

import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spi.mount.MountHandlerProvider;
import dev.rune.testkit.MountContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** What every mount handler must do, done by this one with a directory for each source. */
class FolderContractTest extends MountContract {
    @TempDir
    Path sources;

    @Override
    protected MountHandlerProvider provider() {
        return new FolderProvider();
    }

    @Override
    protected Map<String, Node> section(String source) {
        return Map.of("source", Scalar.of(sources.resolve(source).toString()));
    }

    @Override
    protected void supply(String source, Map<String, OpaqueBytes> content) throws IOException {
        Path directory = Files.createDirectories(sources.resolve(source));
        try (Stream<Path> before = Files.walk(directory)) {
            for (Path path : before.filter(Files::isRegularFile).toList()) {
                Files.delete(path);
            }
        }
        for (Map.Entry<String, OpaqueBytes> file : content.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue().bytes());
        }
    }
}
