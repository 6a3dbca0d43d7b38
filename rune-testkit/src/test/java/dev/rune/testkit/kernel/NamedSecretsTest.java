package dev.rune.testkit.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rune.kernel.launch.KernelLauncher;
import dev.rune.kernel.launch.KernelSettings;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.ContentLimits;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.SecretReader;
import dev.rune.kernel.spi.exposure.Exposure;
import dev.rune.kernel.spi.exposure.ExposureProvider;
import dev.rune.kernel.spi.host.Kernel;
import dev.rune.testkit.FakeExposure;
import dev.rune.testkit.InMemoryStore;
import dev.rune.testkit.ManualScheduler;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A plugin")
class NamedSecretsTest {
    @TempDir
    Path directory;

    /** Keeps what it is given to read secrets with. */
    private record Curious(ExposureProvider provider, Set<String> settings,
            AtomicReference<SecretReader> secrets) implements ExposureProvider {
        static Curious of(String type, String... settings) {
            return new Curious(new FakeExposure(type, new ManualScheduler()), Set.of(settings),
                    new AtomicReference<>(SecretReader.NONE));
        }

        @Override
        public String type() {
            return provider.type();
        }

        @Override
        public SectionType<?> section() {
            return provider.section();
        }

        @Override
        public Exposure create(PluginContext context) {
            secrets.set(context.secrets());
            return provider.create(context);
        }

        private String refusal(ProblemCode code, String secret) {
            ProblemException refused = assertThrows(ProblemException.class, () -> secrets.get().read(secret));
            assertEquals(code, refused.problem().code());
            return refused.problem().message();
        }
    }

    private static Mapping naming(String secret) {
        return Mapping.of(Map.of("tls", Mapping.of(Map.of("secret", Scalar.of(secret)))));
    }

    @Test
    @DisplayName("reads the secrets that stand behind its own settings, and no others")
    void readsItsOwn() {
        ManualScheduler scheduler = new ManualScheduler();
        Curious door = Curious.of("door", "door");
        Curious gate = Curious.of("gate", "gate");
        Curious wall = Curious.of("wall");
        Mapping settings = Mapping.of(Map.of("door", naming("web"), "gate", naming("edge")));
        try (Kernel _ = KernelLauncher.launch(
                new KernelSettings(directory, List.of(), "owner", "node", settings, ContentLimits.STANDARD),
                new InMemoryStore(), List.of(door, gate, wall), scheduler, new Random(1))) {
            // Nobody has made it: so far it was let in.
            door.refusal(ProblemCode.NOT_FOUND, "web");
            gate.refusal(ProblemCode.NOT_FOUND, "edge");
            assertEquals("the settings of this plugin (door) name no secret 'edge'; a plugin reads no others",
                    door.refusal(ProblemCode.FORBIDDEN, "edge"));
            gate.refusal(ProblemCode.FORBIDDEN, "web");
            assertEquals("this plugin has no settings of its own, and reads no secret: not 'web' either",
                    wall.refusal(ProblemCode.FORBIDDEN, "web"));
        }
    }
}
