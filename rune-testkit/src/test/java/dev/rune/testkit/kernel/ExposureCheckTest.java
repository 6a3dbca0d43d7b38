package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rune.kernel.launch.KernelLauncher;
import dev.rune.kernel.launch.KernelSettings;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.host.CastOptions;
import dev.rune.kernel.spi.host.Kernel;
import dev.rune.testkit.FakeExposure;
import dev.rune.testkit.FakeHost;
import dev.rune.testkit.FakeRunnerProvider;
import dev.rune.testkit.InMemoryStore;
import dev.rune.testkit.ManualScheduler;
import dev.rune.testkit.ServiceBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A cast of an exposed service is refused")
class ExposureCheckTest extends KernelTest {
    @TempDir
    Path directory;

    private static String refusal(Kernel kernel, ServiceBuilder service) {
        ProblemException refused = assertThrows(ProblemException.class,
                () -> kernel.cast(List.of(service.document()), new CastOptions("default", false, false)));
        assertEquals(ProblemCode.INVALID, refused.problem().code());
        assertEquals(1, refused.problem().findings().size(), refused.problem()::toString);
        return refused.problem().findings().getFirst().message();
    }

    @Test
    @DisplayName("where no plugin provides the exposure that it needs, which is named")
    void missingPlugin() {
        ManualScheduler scheduler = new ManualScheduler();
        try (Kernel kernel = KernelLauncher.launch(new KernelSettings(directory, List.of(), "owner", "node"),
                new InMemoryStore(),
                Stream.of(new FakeRunnerProvider(new FakeHost(scheduler)), new FakeExposure("tcp", scheduler)).toList(),
                scheduler, new Random(1))) {
            assertEquals("no loaded plugin provides the exposure 'http', which services with a host need; see "
                    + "'rune get plugins' for the plugin 'expose', or leave 'expose' out",
                    refusal(kernel, service("api").at("api.local")));
            kernel.cast(List.of(service("db").at(5432).document()), new CastOptions("default", false, false));
        }
    }

    @Test
    @DisplayName("where its port is not there or is udp")
    void badPort() {
        ServiceBuilder ports = service("api").with("ports",
                List.of(Map.of("name", "dns", "port", 53, "protocol", "udp"),
                        Map.of("name", "http", "port", 8080)));
        assertEquals("no port of the service has the name or number 'web'",
                refusal(harness.kernel(), ports.with("expose", Map.of("port", "web"))));
        assertEquals("port 'dns' is udp, which cannot be exposed",
                refusal(harness.kernel(), ports.with("expose", Map.of("port", 53))));
        harness.cast(ports.with("expose", Map.of("port", "http", "host", "api.local")));
    }
}
