package dev.rune.plugin.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.problem.ProblemKind;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Position;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.Sequence;
import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.kernel.status.InstanceId;
import dev.rune.testkit.PrivateEngine;
import dev.rune.testkit.RunnerBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Images from a registry that wants a password")
@DisabledIfSystemProperty(named = "skipEngineTests", matches = "|true")
class RegistryTest {
    private final String host = PrivateEngine.shared();
    private Path folder;
    private PrivateRegistry registry;
    private String image;

    @BeforeEach
    void open(@TempDir Path directory) {
        folder = directory;
        registry = PrivateRegistry.start(directory.resolve("registry"));
        registry.push(host, "team/tool:1");
        image = registry.server() + "/team/tool:1";
    }

    @AfterEach
    void close() {
        registry.close();
        PrivateEngine.docker(host, "images", "-q", registry.server() + "/team/tool").lines()
                .forEach(_ -> PrivateEngine.docker(host, "rmi", "-f", image));
    }

    private Runner runner(String... passwords) throws IOException {
        Sequence registries = new Sequence(List.<Node>of(), Position.NONE);
        for (String password : passwords) {
            Path file = Files.writeString(folder.resolve("password"), password + "\n");
            registries = new Sequence(List.of(Mapping.of(Map.of("name", text("private"), "server",
                    text(registry.server() + "/team"), "username", text(PrivateRegistry.USER), "password-file",
                    text(file.toString())))), Position.NONE);
        }
        return new DockerRunnerProvider(Map.of("DOCKER_HOST", host)).create(new PluginContext(
                UUID.randomUUID().toString(), folder, Mapping.of(Map.of("registries", registries))));
    }

    private static Node text(String text) {
        return new Scalar(Scalar.Kind.STRING, text, Position.NONE);
    }

    private static InstanceSpec spec(String image, ImagePull pull) {
        String unique = UUID.randomUUID().toString().substring(0, 8);
        return new InstanceSpec(new InstanceId("registry", "tool-" + unique),
                new InstanceLabels("tool", unique, 0, 1, 1, "template"),
                new Workload(new ContainerSection(image, List.of("sleep", "1000"), List.of(), Optional.empty(), pull,
                        false, new Security(Optional.empty(), Optional.empty(), false, false, Optional.empty()),
                        List.of()), Map.of(), List.of(), Resources.NONE),
                List.of());
    }

    private static ProblemException refused(Runner runner, String image) {
        try (runner) {
            return assertThrows(ProblemException.class, () -> runner.prepare(spec(image, ImagePull.MISSING)));
        }
    }

    @Test
    @DisplayName("come with the right password, which is written nowhere")
    void rightPassword() throws IOException {
        try (Runner runner = runner(PrivateRegistry.PASSWORD)) {
            InstanceSpec spec = spec(image, ImagePull.MISSING);
            runner.prepare(spec);
            runner.start(spec);
            String container = runner.list().getFirst().containerId().orElseThrow();
            assertFalse(PrivateEngine.docker(host, "inspect", container).contains(PrivateRegistry.PASSWORD));
            runner.stop(spec.id(), RunnerBench.AT_ONCE);
            runner.remove(spec.id());
        }
    }

    @Test
    @DisplayName("do not come with a wrong password, and the problem names the account and its place")
    void wrongPassword() throws IOException {
        ProblemException refused = refused(runner("wrong word"), image);
        assertEquals(ProblemCode.START_FAILED, refused.problem().code());
        assertTrue(refused.getMessage().startsWith("not authorised to pull image '" + image + "' as 'rune' (registry "
                + "'private' of the runefile)"), refused.getMessage());
        assertFalse(refused.getMessage().contains("wrong word"), refused.getMessage());
    }

    @Test
    @DisplayName("do not come without a password")
    void noPassword() throws IOException {
        ProblemException refused = refused(runner(), image);
        assertEquals(ProblemCode.START_FAILED, refused.problem().code());
        assertTrue(refused.getMessage().startsWith("not authorised") && refused.getMessage().contains("no registry"),
                refused.getMessage());
    }

    @Test
    @DisplayName("that are not there are not found")
    void missingTag() throws IOException {
        ProblemException refused = refused(runner(PrivateRegistry.PASSWORD), registry.server() + "/team/tool:2");
        assertEquals(ProblemCode.START_FAILED, refused.problem().code());
        assertTrue(refused.getMessage().contains("not found"), refused.getMessage());
    }

    @Test
    @DisplayName("of a registry that is down are worth another try")
    void registryDown() throws IOException {
        registry.close();
        ProblemException refused = refused(runner(PrivateRegistry.PASSWORD), image);
        assertEquals(ProblemKind.TRANSIENT, refused.problem().kind(), refused.getMessage());
        assertTrue(refused.getMessage().contains("cannot be pulled now"), refused.getMessage());
    }

    @Test
    @DisplayName("by digest are never fetched twice, those by tag before each start where that is wanted")
    void digestsAreFetchedOnce() throws IOException {
        try (Runner runner = runner(PrivateRegistry.PASSWORD)) {
            runner.prepare(spec(image, ImagePull.MISSING));
            String digest = PrivateEngine.docker(host, "inspect", "-f", "{{index .RepoDigests 0}}", image);
            registry.close();
            runner.prepare(spec(image, ImagePull.MISSING));
            runner.prepare(spec(digest, ImagePull.ALWAYS));
            assertThrows(ProblemException.class, () -> runner.prepare(spec(image, ImagePull.ALWAYS)));
        }
    }
}
