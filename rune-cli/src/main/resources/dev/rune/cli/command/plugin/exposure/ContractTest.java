package @package@;

import dev.rune.kernel.spi.exposure.ExposureProvider;
import dev.rune.testkit.ExposureContract;
import java.util.Optional;

/** What every exposure must do, done by this one. */
class @Name@ContractTest extends ExposureContract {
    @Override
    protected ExposureProvider provider() {
        return new @Name@Provider();
    }

    /** Its routes have none: a port leads to one service. */
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
