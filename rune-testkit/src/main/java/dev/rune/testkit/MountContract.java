package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.spec.MountSpec;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.mount.MountHandler;
import dev.rune.kernel.spi.mount.MountHandlerProvider;
import dev.rune.kernel.spi.mount.MountRequest;
import dev.rune.kernel.spi.runner.MountedDirectory;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every mount handler promises, as numbered rules. A handler's own test extends it. */
public abstract class MountContract {
    /** Where the handler keeps its state. */
    @TempDir
    protected Path state;

    private final String owner = "contract-" + UUID.randomUUID();
    private MountHandler handler;

    /** For the test of a handler. */
    protected MountContract() {}

    /** The handler's provider. */
    protected abstract MountHandlerProvider provider();

    /**
     * Makes {@code content}, by path, what the handler mounts of {@code source}. A handler for secrets or configmaps is
     * given it as {@link MountRequest#files()}, and has nothing to do here.
     */
    protected void supply(String source, Map<String, OpaqueBytes> content) throws IOException {
        // The kernel supplies it.
    }

    /**
     * What a castfile says beside {@code type} to mount {@code source}; nothing where the handler is one for secrets or
     * configmaps.
     */
    protected Map<String, Node> section(String source) {
        return Map.of();
    }

    @BeforeEach
    void open() {
        handler = provider().create(new PluginContext(owner, state));
    }

    @AfterEach
    void removeEverything() {
        handler.held().forEach(handler::discard);
        handler.close();
    }

    private MountedDirectory mount(InstanceId instance, String name, Map<String, OpaqueBytes> content)
            throws IOException {
        supply(name, content);
        boolean ofContent = MountSpec.OF_CONTENT.contains(provider().type());
        return handler.materialize(instance,
                new MountRequest(instance.namespace(), name, name, "/etc/" + name, List.of(),
                        ofContent ? content : Map.of(), Optional.empty(),
                        ofContent ? Optional.empty() : Optional.of(bound(name))));
    }

    private Record bound(String source) {
        return provider().section().bind(Mapping.of(section(source)), "service.mounts[0]", finding -> {
            throw new AssertionError("what is written for a mount of '" + source + "' is refused: " + finding);
        }).orElseThrow();
    }

    private static InstanceId instance(String suffix) {
        return new InstanceId("contract", "subject-" + suffix);
    }

    private static Map<String, byte[]> files(Path directory) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)).toList()) {
                files.put(directory.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    @Test
    @DisplayName("M01 every byte arrives, under its path")
    void everyByteArrives() throws IOException {
        Map<String, OpaqueBytes> content = new TreeMap<>(OddValues.byName());
        MountedDirectory mounted = mount(instance("a"), "odd", content);
        Map<String, byte[]> files = files(mounted.directory());
        assertEquals(content.keySet(), files.keySet());
        content.forEach((name, value) -> assertArrayEquals(value.bytes(), files.get(name), name));
        assertEquals("/etc/odd", mounted.mountPath());
        assertEquals("odd", mounted.name());
    }

    @Test
    @DisplayName("M02 files may lie in directories of the mount")
    void pathsMayHaveDirectories() throws IOException {
        MountedDirectory mounted = mount(instance("a"), "deep",
                Map.of("a/b/c", OpaqueBytes.ofText("1"), "a/d", OpaqueBytes.ofText("2")));
        assertEquals(Set.of("a/b/c", "a/d"), files(mounted.directory()).keySet());
    }

    @Test
    @DisplayName("M03 nobody but the owner can read them, and nobody can write to them")
    void onlyTheOwnerMayRead() throws IOException {
        MountedDirectory mounted = mount(instance("a"), "db", Map.of("x/password", OpaqueBytes.ofText("s")));
        assertEquals("r--------", mode(mounted.directory().resolve("x/password")));
        assertEquals("r-x------", mode(mounted.directory().resolve("x")));
        assertEquals("r-x------", mode(mounted.directory()));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    @DisplayName("M04 a second call for a mount replaces what the first made")
    void makingThemAgainReplacesThem() throws IOException {
        mount(instance("a"), "db", Map.of("old", OpaqueBytes.ofText("1"), "both", OpaqueBytes.ofText("1")));
        MountedDirectory again = mount(instance("a"), "db",
                Map.of("new", OpaqueBytes.ofText("2"), "both", OpaqueBytes.ofText("2")));
        assertEquals(Set.of("new", "both"), files(again.directory()).keySet());
        assertArrayEquals(new byte[]{'2'}, files(again.directory()).get("both"));
    }

    @Test
    @DisplayName("M05 discarding an instance leaves nothing of it and everything of the others")
    void discardingTakesAllOfOneInstanceAndNothingElse() throws IOException {
        MountedDirectory gone = mount(instance("a"), "db", Map.of("k", OpaqueBytes.ofText("1")));
        MountedDirectory also = mount(instance("a"), "more", Map.of("d/k", OpaqueBytes.ofText("1")));
        MountedDirectory stays = mount(instance("b"), "db", Map.of("k", OpaqueBytes.ofText("1")));
        assertEquals(Set.of(instance("a"), instance("b")), handler.held());
        handler.discard(instance("a"));
        handler.discard(instance("a"));
        assertFalse(Files.exists(gone.directory()) || Files.exists(also.directory()));
        assertTrue(Files.exists(stays.directory().resolve("k")));
        assertEquals(Set.of(instance("b")), handler.held());
    }

    @Test
    @DisplayName("M06 discarding what never had files succeeds")
    void discardingTheUnknownSucceeds() {
        handler.discard(instance("nobody"));
        assertEquals(Set.of(), handler.held());
    }

    @Test
    @DisplayName("M07 a handler that is made anew finds the files of the one before")
    void filesOutliveTheHandlerAndAreFoundAgain() throws IOException {
        MountedDirectory mounted = mount(instance("a"), "db", Map.of("k", OpaqueBytes.ofText("1")));
        handler.close();
        assertTrue(Files.exists(mounted.directory().resolve("k")));
        open();
        assertEquals(Set.of(instance("a")), handler.held());
        handler.discard(instance("a"));
        assertFalse(Files.exists(mounted.directory()));
    }
}
