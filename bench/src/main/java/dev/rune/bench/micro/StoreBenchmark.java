package dev.rune.bench.micro;

import dev.rune.daemon.store.DataDirectory;
import dev.rune.daemon.store.SqliteStore;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.spi.store.Change;
import dev.rune.kernel.spi.store.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One change, until it is on the disk. */
@State(Scope.Thread)
public class StoreBenchmark {
    private Path folder;
    private DataDirectory directory;
    private SqliteStore store;
    private long count;

    @Setup
    public void open() throws IOException {
        folder = Files.createTempDirectory("rune-store-bench");
        directory = DataDirectory.open(folder.resolve("data"));
        store = SqliteStore.open(directory);
        store.load();
    }

    @TearDown
    public void close() throws IOException {
        store.close();
        directory.close();
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    @Benchmark
    public void commitsOneChange() {
        store.commit(List.of(new Change.Put(new ObjectKey("service", "default", "api"),
                Mapping.of(Map.of("count", Scalar.of(count++))))));
    }
}
