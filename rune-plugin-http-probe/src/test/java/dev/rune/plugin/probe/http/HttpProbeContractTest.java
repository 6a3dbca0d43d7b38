package dev.rune.plugin.probe.http;

import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.spi.probe.ProbeProvider;
import dev.rune.testkit.ProbeContract;
import dev.rune.testkit.ProbeFixture;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

class HttpProbeContractTest extends ProbeContract {
    @Override
    protected ProbeFixture fixture() {
        ProbeProvider provider = new HttpProbeProvider();
        return new ProbeFixture() {
            @Override
            public ProbeProvider provider() {
                return provider;
            }

            @Override
            public Map<String, Node> section() {
                return Map.of("port", Scalar.of(PORT), "path", Scalar.of("/healthz"));
            }

            @Override
            public void answerWell(Socket connection) throws IOException {
                Requests.read(connection);
                connection.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
            }

            @Override
            public boolean wantsAnswer() {
                return true;
            }
        };
    }
}
