package dev.rune.testkit;

import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.spi.probe.ProbeProvider;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A probe that keeps the contract:")
class FakeProbeContractTest extends ProbeContract {
    /** What is wrong with the probe; bound where the contract itself is tested. */
    static final ScopedValue<ProbeDefect> DEFECT = ScopedValue.newInstance();

    private static final ProbeDefect NONE = new ProbeDefect(Set.of(), "is as it should be", LineProbe::new);

    @Override
    Duration patience() {
        return Duration.ofSeconds(3);
    }

    @Override
    protected ProbeFixture fixture() {
        ProbeProvider provider = DEFECT.orElse(NONE).provider().get();
        return new ProbeFixture() {
            @Override
            public ProbeProvider provider() {
                return provider;
            }

            @Override
            public Map<String, Node> section() {
                return Map.of("port", Scalar.of(PORT));
            }

            @Override
            public void answerWell(Socket connection) throws IOException {
                connection.getOutputStream().write("well\n".getBytes(StandardCharsets.US_ASCII));
            }

            @Override
            public boolean wantsAnswer() {
                return true;
            }
        };
    }
}
