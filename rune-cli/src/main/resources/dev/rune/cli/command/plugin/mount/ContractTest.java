package @package@;

import dev.rune.kernel.spi.mount.MountHandlerProvider;
import dev.rune.testkit.MountContract;

/** What every mount handler must do, done by this one. */
class @Name@ContractTest extends MountContract {
    @Override
    protected MountHandlerProvider provider() {
        return new @Name@Provider();
    }
}
