package dev.rune.plugin.probe.tcp;

import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.spi.probe.ProbeProvider;
import dev.rune.testkit.ProbeContract;
import dev.rune.testkit.ProbeFixture;
import java.net.Socket;
import java.util.Map;

class TcpProbeContractTest extends ProbeContract {
    @Override
    protected ProbeFixture fixture() {
        ProbeProvider provider = new TcpProbeProvider();
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
            public void answerWell(Socket connection) {
                // To be there is enough.
            }

            @Override
            public boolean wantsAnswer() {
                return false;
            }
        };
    }
}
