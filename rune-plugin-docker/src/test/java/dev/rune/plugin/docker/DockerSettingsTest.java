package dev.rune.plugin.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Position;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What the runefile says of containers")
class DockerSettingsTest {
    private static Node text(String text) {
        return new Scalar(Scalar.Kind.STRING, text, Position.NONE);
    }

    private static Node registry(String name, String server) {
        return Mapping.of(Map.of("name", text(name), "server", text(server), "username", text("u"), "password-file",
                text("/p")));
    }

    private static DockerSettings settings(Node... registries) {
        return DockerSettings.of(Mapping.of(Map.of("registries", new Sequence(List.of(registries), Position.NONE))));
    }

    private static String chosen(DockerSettings settings, String image) {
        return settings.registryOf(ImageName.parse(image)).map(Registry::name).orElse("none");
    }

    @Test
    @DisplayName("the most specific registry wins, by server and whole steps of the path")
    void mostSpecificWins() {
        DockerSettings settings = settings(registry("all", "ghcr.io"), registry("team", "ghcr.io/team"),
                registry("tool", "ghcr.io/team/tool"), registry("hub", "docker.io"),
                registry("local", "localhost:5000"));
        assertEquals("all", chosen(settings, "ghcr.io/others/x"));
        assertEquals("team", chosen(settings, "ghcr.io/team/x:1"));
        assertEquals("tool", chosen(settings, "ghcr.io/team/tool:1"));
        assertEquals("team", chosen(settings, "ghcr.io/team/tools:1"));
        assertEquals("hub", chosen(settings, "nginx"));
        assertEquals("local", chosen(settings, "localhost:5000/x"));
        assertEquals("none", chosen(settings, "localhost:5001/x"));
    }

    @Test
    @DisplayName("nothing need be said, and what is not understood is refused")
    void nothingNeedBeSaid() {
        assertEquals(Optional.empty(), DockerSettings.of(Mapping.empty()).docker().host());
        String message = assertThrows(ProblemException.class,
                () -> DockerSettings.of(Mapping.of(Map.of("docker", Mapping.of(Map.of("hots", text("x")))))))
                .getMessage();
        assertTrue(message.contains("hots") && message.contains("host"), message);
        assertThrows(ProblemException.class, () -> settings(registry("x", "https://ghcr.io")));
    }

    @Test
    @DisplayName("the engine's address is the runefile's, else DOCKER_HOST, else the usual one")
    void addresses() {
        Map<String, String> environment = Map.of("DOCKER_HOST", "tcp://127.0.0.1:2375");
        assertEquals("unix:///x", EngineAddress.of(Optional.of("unix:///x"), environment).toString());
        assertEquals("tcp://127.0.0.1:2375", EngineAddress.of(Optional.empty(), environment).toString());
        assertEquals("unix:///var/run/docker.sock", EngineAddress.of(Optional.empty(), Map.of()).toString());
        Stream.of("unix://x", "ssh://me@there", "tcp://there", "/var/run/docker.sock", "tcp://x:99999")
                .forEach(bad -> assertThrows(ProblemException.class,
                        () -> EngineAddress.of(Optional.of(bad), environment), bad));
    }

    @Test
    @DisplayName("only folders under those allowed may be mounted, links and detours included, and never the host itself")
    void hostPaths(@TempDir Path folder) throws IOException {
        Path allowed = Files.createDirectories(folder.resolve("allowed"));
        Files.createDirectories(allowed.resolve("data"));
        Files.createDirectories(folder.resolve("other"));
        Files.createSymbolicLink(allowed.resolve("out"), folder.resolve("other"));
        Files.createSymbolicLink(allowed.resolve("etc"), Path.of("/etc"));
        EngineAddress engine = EngineAddress.of(Optional.of("unix://" + allowed.resolve("run/docker.sock")), Map.of());
        HostPaths paths = new HostPaths(List.of(allowed), engine);
        Stream.of(allowed.resolve("data"), allowed.resolve("data/new"), allowed.resolve("data/../data"))
                .forEach(good -> assertEquals(Optional.empty(), paths.refused(good.toString()), good.toString()));
        Stream.of(folder, folder.resolve("other"), allowed.resolve("../other"), allowed.resolve("out"),
                allowed.resolve("etc"), allowed, allowed.resolve("run"), allowed.resolve("run/docker.sock"),
                Path.of("/"), Path.of("/etc"), Path.of("/proc/1"), Path.of("/sys"), Path.of("/var/run/docker.sock"),
                Path.of("/var/../etc/ssl")).forEach(
                        bad -> assertTrue(paths.refused(bad.toString()).isPresent(), bad + " is not refused"));
        HostPaths everything = new HostPaths(List.of(Path.of("/")), engine);
        Stream.of("/", "/etc", "/etc/ssl", "/proc", "/sys/fs", "/run", "/var/run/docker.sock")
                .forEach(bad -> assertTrue(everything.refused(bad).isPresent(), bad + " is not refused"));
        assertEquals(Optional.empty(), everything.refused("/srv"));
        assertTrue(HostPaths.refusedAnywhere("/etc/../proc").isPresent());
    }
}
