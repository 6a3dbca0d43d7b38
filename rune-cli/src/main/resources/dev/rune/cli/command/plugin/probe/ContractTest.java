package @package@;

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
class @Name@ContractTest extends ProbeContract {
    @Override
    protected ProbeFixture fixture() {
        ProbeProvider provider = new @Name@Provider();
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
                connection.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
            }

            @Override
            public boolean wantsAnswer() {
                return true;
            }
        };
    }
}
