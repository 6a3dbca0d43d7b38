package dev.rune.testkit;

import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.mount.MountHandler;
import dev.rune.kernel.spi.mount.MountHandlerProvider;
import dev.rune.kernel.spi.mount.MountRequest;
import dev.rune.kernel.spi.runner.MountedDirectory;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The contract holds for a handler that somebody else may write: one that fetches what it mounts from a directory. */
class DirectoryMountsContractTest extends MountContract {
    @TempDir
    Path shelf;

    @Override
    protected MountHandlerProvider provider() {
        return new FromDirectory(shelf);
    }

    @Override
    protected Map<String, Node> section(String source) {
        return Map.of("book", Scalar.of(source));
    }

    @Override
    protected void supply(String source, Map<String, OpaqueBytes> content) throws IOException {
        clear(shelf.resolve(source));
        for (Map.Entry<String, OpaqueBytes> file : content.entrySet()) {
            Path path = shelf.resolve(source).resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue().bytes());
        }
    }

    private static void clear(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        for (Path opened : all(directory)) {
            if (Files.isDirectory(opened)) {
                Files.setPosixFilePermissions(opened, PosixFilePermissions.fromString("rwx------"));
            }
        }
        for (Path gone : all(directory).reversed()) {
            Files.delete(gone);
        }
    }

    private static List<Path> all(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.sorted(Comparator.naturalOrder()).toList();
        }
    }

    private record FromDirectory(Path shelf) implements MountHandlerProvider {
        record Section(String book) {}

        @Override
        public String type() {
            return "shelf";
        }

        @Override
        public SectionType<?> section() {
            return SectionType.of(MethodHandles.lookup(), Section.class);
        }

        @Override
        public MountHandler create(PluginContext context) {
            return new Handler(shelf, context.stateDirectory());
        }
    }

    private record Handler(Path shelf, Path state) implements MountHandler {
        @Override
        public MountedDirectory materialize(InstanceId instance, MountRequest request) {
            Path place = state.resolve(instance.name()).resolve(request.name());
            try {
                clear(place);
                Path from = shelf.resolve(((FromDirectory.Section) request.section().orElseThrow()).book());
                Files.createDirectories(place);
                for (Path source : all(from)) {
                    Path target = place.resolve(from.relativize(source));
                    if (Files.isDirectory(source)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(source, target);
                        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r--------"));
                    }
                }
                for (Path made : all(place).reversed()) {
                    if (Files.isDirectory(made)) {
                        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("r-x------"));
                    }
                }
                return new MountedDirectory(request.name(), place, request.mountPath());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void discard(InstanceId instance) {
            try {
                clear(state.resolve(instance.name()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Set<InstanceId> held() {
            try (Stream<Path> all = Files.list(state)) {
                Set<InstanceId> held = new TreeSet<>();
                all.forEach(path -> held.add(new InstanceId("contract", path.getFileName().toString())));
                return held;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
