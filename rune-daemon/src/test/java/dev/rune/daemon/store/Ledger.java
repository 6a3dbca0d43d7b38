package dev.rune.daemon.store;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.spi.store.Change;
import dev.rune.kernel.spi.store.ObjectKey;
import dev.rune.kernel.spi.store.Store;
import dev.rune.kernel.spi.store.StoredObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbered commits, of which each says by its content which one it was, so that what a store holds can be judged. */
final class Ledger {
    private static final ObjectKey COUNTER = key("counter");
    private static final int OBJECTS = 17;

    private Ledger() {}

    /** Commit number {@code n}: two objects and the counter are put, one object is deleted. */
    static List<Change> commit(int n) {
        Mapping document = Mapping
                .of(Map.of("n", Scalar.of(n), "text", Scalar.of(("commit " + n + "; ").repeat(1 + n % 50))));
        return List.of(new Change.Put(key("a" + n % OBJECTS), document),
                new Change.Put(key("b" + n % OBJECTS), document),
                new Change.Put(COUNTER, Mapping.of(Map.of("n", Scalar.of(n)))),
                new Change.Delete(key("a" + (n * 7 + 3) % OBJECTS)));
    }

    /** What a store holds after the commits up to {@code last}. */
    static Map<ObjectKey, Mapping> after(int last) {
        Map<ObjectKey, Mapping> objects = new HashMap<>();
        for (int n = 1; n <= last; n++) {
            for (Change change : commit(n)) {
                switch (change) {
                    case Change.Put put -> objects.put(put.key(), put.document());
                    case Change.Delete delete -> objects.remove(delete.key());
                }
            }
        }
        return objects;
    }

    static Map<ObjectKey, Mapping> content(Store store) {
        Map<ObjectKey, Mapping> content = new HashMap<>();
        for (StoredObject object : store.load()) {
            content.put(object.key(), object.document());
        }
        return content;
    }

    /** The number of the last commit in {@code content}. */
    static int last(Map<ObjectKey, Mapping> content) {
        return content.containsKey(COUNTER)
                ? Integer.parseInt(((Scalar) content.get(COUNTER).get("n").orElseThrow()).text())
                : 0;
    }

    private static ObjectKey key(String name) {
        return new ObjectKey("service", "default", name);
    }
}
