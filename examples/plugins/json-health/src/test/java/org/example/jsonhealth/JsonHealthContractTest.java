package org.example.jsonhealth;

import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.spi.probe.ProbeProvider;
import dev.rune.testkit.ProbeContract;
import dev.rune.testkit.ProbeFixture;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What every probe must do, done by this one. */
class JsonHealthContractTest extends ProbeContract {
    @Override
    protected ProbeFixture fixture() {
        ProbeProvider provider = new JsonHealthProvider();
        return new ProbeFixture() {
            @Override
            public ProbeProvider provider() {
                return provider;
            }

            @Override
            public Map<String, Node> section() {
                return Map.of("port", Scalar.of(PORT));
            }

            /** What an instance says that is well. */
            @Override
            public void answerWell(Socket connection) throws IOException {
                connection.getInputStream().readNBytes("GET /health HTTP/1.0\r\n".length());
                connection.getOutputStream().write("""
                        HTTP/1.1 200 OK\r
                        Content-Type: application/json\r
                        \r
                        {"checks": [{"status": "DOWN"}], "status": "UP"}
                        """.getBytes(StandardCharsets.US_ASCII));
            }

            @Override
            public boolean wantsAnswer() {
                return true;
            }
        };
    }
}
