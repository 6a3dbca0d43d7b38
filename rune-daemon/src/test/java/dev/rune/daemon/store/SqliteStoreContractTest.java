package dev.rune.daemon.store;

import dev.rune.kernel.spi.store.Store;
import dev.rune.testkit.StoreContract;
import java.nio.file.Path;

class SqliteStoreContractTest extends StoreContract {
    @Override
    protected Store open(Path directory) {
        return OwnedStore.open(directory.resolve("data"));
    }
}
