package org.example.redisping;

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
class RedisPingContractTest extends ProbeContract {
    @Override
    protected ProbeFixture fixture() {
        ProbeProvider provider = new RedisPingProvider();
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
                byte[] ping = connection.getInputStream().readNBytes("PING\r\n".length());
                connection.getOutputStream().write((new String(ping, StandardCharsets.US_ASCII).equals("PING\r\n")
                        ? "+PONG\r\n"
                        : "-ERR unknown command\r\n").getBytes(StandardCharsets.US_ASCII));
            }

            @Override
            public boolean wantsAnswer() {
                return true;
            }
        };
    }
}
