package dev.rune.plugin.expose;

import dev.rune.kernel.spi.exposure.ExposureProvider;
import dev.rune.testkit.ExposureContract;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The exposure http keeps the contract:")
class HttpExposureContractTest extends ExposureContract {
    @Override
    protected ExposureProvider provider() {
        return new HttpExposureProvider();
    }

    @Override
    protected Optional<String> host() {
        return Optional.of("shop.local");
    }

    /** The last chunk. */
    @Override
    protected boolean ended(String received) {
        return received.endsWith("\r\n0\r\n\r\n");
    }
}
