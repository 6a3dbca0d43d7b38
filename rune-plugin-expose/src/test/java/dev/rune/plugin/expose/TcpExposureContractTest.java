package dev.rune.plugin.expose;

import dev.rune.kernel.spi.exposure.ExposureProvider;
import dev.rune.testkit.ExposureContract;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The exposure tcp keeps the contract:")
class TcpExposureContractTest extends ExposureContract {
    @Override
    protected ExposureProvider provider() {
        return new TcpExposureProvider();
    }

    @Override
    protected Optional<String> host() {
        return Optional.empty();
    }

    /** The end of the connection, and no reset of it. */
    @Override
    protected boolean ended(String received) {
        return received.endsWith("\0");
    }
}
