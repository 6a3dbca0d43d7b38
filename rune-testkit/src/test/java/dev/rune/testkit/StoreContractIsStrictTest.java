package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Position;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.Sequence;
import dev.rune.kernel.spi.store.Change;
import dev.rune.kernel.spi.store.ObjectKey;
import dev.rune.kernel.spi.store.Store;
import dev.rune.kernel.spi.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The contract of stores finds who breaks it:")
class StoreContractIsStrictTest {
    private static volatile Function<Path, Store> underTest = MemoryStore::new;

    /** The contract, run only from here. */
    static class Run extends StoreContract {
        @Override
        protected Store open(Path directory) {
            return underTest.apply(directory);
        }
    }

    /**
     * A store that breaks rules.
     *
     * @param rules those it must be found to break; it may break others with them
     * @param what  it does, as a sentence
     * @param opens it
     */
    private record Defect(Set<String> rules, String what, Function<Path, Store> opens) {
        @Override
        public String toString() {
            return "a store that " + what;
        }
    }

    private static Stream<Defect> defects() {
        return Stream.of(
                new Defect(Set.of("S01", "S04"), "is not empty at first", directory -> {
                    MemoryStore store = new MemoryStore(directory);
                    store.disk().putIfAbsent(new ObjectKey("", "", ""), Mapping.empty());
                    return store;
                }),
                new Defect(Set.of("S02", "S17"), "forgets when it is closed", directory -> new MemoryStore(directory) {
                    @Override
                    public synchronized void close() {
                        super.close();
                        disk().clear();
                    }
                }),
                new Defect(Set.of("S03"), "merges documents", applying((change, objects) -> {
                    if (change instanceof Change.Put(ObjectKey key, Mapping document) && objects.containsKey(key)) {
                        Map<String, Node> merged = new LinkedHashMap<>();
                        objects.get(key).entries().forEach(entry -> merged.put(entry.key(), entry.value()));
                        document.entries().forEach(entry -> merged.put(entry.key(), entry.value()));
                        return new Change.Put(key, Mapping.of(merged));
                    }
                    return change;
                })),
                new Defect(Set.of("S04", "S06"), "does not delete",
                        applying((change, objects) -> change instanceof Change.Delete
                                && objects.containsKey(change.key())
                                        ? new Change.Put(change.key(), objects.get(change.key()))
                                        : change)),
                new Defect(Set.of("S05"), "insists on what it deletes", applying((change, objects) -> {
                    if (change instanceof Change.Delete && !objects.containsKey(change.key())) {
                        throw new IllegalArgumentException("no such object");
                    }
                    return change;
                })),
                new Defect(Set.of("S06"), "makes changes backwards", directory -> new MemoryStore(directory) {
                    @Override
                    public synchronized void commit(List<Change> changes) {
                        super.commit(new ArrayList<>(changes).reversed());
                    }
                }),
                new Defect(Set.of("S07"), "makes one change at a time", directory -> new MemoryStore(directory) {
                    @Override
                    public synchronized void commit(List<Change> changes) {
                        changes.forEach(change -> super.commit(List.of(change)));
                    }
                }),
                new Defect(Set.of("S08"), "takes the parts of a key for one text", keyed(
                        key -> new ObjectKey("", "", key.kind() + key.namespace() + key.name()))),
                new Defect(Set.of("S08"), "does not look at kinds",
                        keyed(key -> new ObjectKey("service", key.namespace(), key.name()))),
                new Defect(Set.of("S08"), "does not look at case", keyed(
                        key -> new ObjectKey(key.kind(), key.namespace(), key.name().toLowerCase(Locale.ROOT)))),
                new Defect(Set.of("S09"), "writes numbers its own way", scalars(scalar -> scalar.text().equals("007")
                        ? new Scalar(scalar.kind(), "7", Position.NONE)
                        : scalar)),
                new Defect(Set.of("S09"), "takes text for a number where it looks like one",
                        scalars(scalar -> Scalar.plain(scalar.text(), Position.NONE))),
                new Defect(Set.of("S10"), "sorts keys", mappings(mapping -> {
                    Map<String, Node> sorted = new TreeMap<>();
                    mapping.entries().forEach(entry -> sorted.put(entry.key(), entry.value()));
                    return Mapping.of(sorted);
                })),
                new Defect(Set.of("S11"), "writes UTF-8, which not every text has",
                        scalars(scalar -> new Scalar(scalar.kind(),
                                new String(scalar.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8),
                                Position.NONE))),
                new Defect(Set.of("S11"), "ends texts at a NUL",
                        scalars(scalar -> scalar.text().indexOf('\0') < 0
                                ? scalar
                                : Scalar.of(scalar.text().substring(0, scalar.text().indexOf('\0'))))),
                new Defect(Set.of("S12"), "keeps two hundred objects", directory -> new MemoryStore(directory) {
                    @Override
                    public synchronized List<StoredObject> load() {
                        return super.load().stream().limit(200).toList();
                    }
                }),
                new Defect(Set.of("S13"), "gives away its own list", LiveStore::new),
                new Defect(Set.of("S14"), "loses every tenth commit", ForgetfulStore::new),
                new Defect(Set.of("S15"), "shows half a commit", TornStore::new),
                new Defect(Set.of("S16"), "gives up when interrupted", directory -> new MemoryStore(directory) {
                    @Override
                    public synchronized void commit(List<Change> changes) {
                        if (!Thread.interrupted()) {
                            super.commit(changes);
                        }
                    }
                }),
                new Defect(Set.of("S17"), "does not mind being closed", directory -> new MemoryStore(directory) {
                    @Override
                    void checkOpen() {
                        // Everything goes on.
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> eachDefectFailsItsRules() {
        return defects().map(defect -> DynamicTest.dynamicTest(defect.toString(), () -> {
            Map<String, String> failed = run(defect.opens()).failed();
            Set<String> missed = new TreeSet<>(defect.rules());
            missed.removeAll(failed.keySet());
            assertEquals(Set.of(), missed, failed::toString);
        }));
    }

    @Test
    @DisplayName("a store as it should be keeps it, and every rule has a defect that breaks it")
    void everyRuleHasADefect() {
        ContractRun right = run(MemoryStore::new);
        assertEquals(Map.of(), right.failed());
        Set<String> broken = new TreeSet<>();
        defects().forEach(defect -> broken.addAll(defect.rules()));
        assertEquals(right.rules(), broken.size(), broken::toString);
    }

    private static ContractRun run(Function<Path, Store> opens) {
        underTest = opens;
        return ContractRun.of(Run.class);
    }

    /** Answers with the change to be made instead. */
    private interface Applying {
        Change instead(Change change, Map<ObjectKey, Mapping> objects);
    }

    private static Function<Path, Store> applying(Applying how) {
        return directory -> new MemoryStore(directory) {
            @Override
            void apply(Change change, Map<ObjectKey, Mapping> objects) {
                super.apply(how.instead(change, objects), objects);
            }
        };
    }

    private static Function<Path, Store> keyed(UnaryOperator<ObjectKey> key) {
        return applying((change, objects) -> switch (change) {
            case Change.Put put -> {
                objects.keySet().removeIf(other -> key.apply(other).equals(key.apply(put.key())));
                yield put;
            }
            case Change.Delete delete -> {
                objects.keySet().removeIf(other -> key.apply(other).equals(key.apply(delete.key())));
                yield delete;
            }
        });
    }

    private static Function<Path, Store> scalars(UnaryOperator<Scalar> change) {
        return mappings(mapping -> {
            Map<String, Node> changed = new LinkedHashMap<>();
            mapping.entries().forEach(entry -> changed.put(entry.key(),
                    entry.value() instanceof Scalar scalar ? change.apply(scalar) : entry.value()));
            return Mapping.of(changed);
        });
    }

    private static Function<Path, Store> mappings(UnaryOperator<Mapping> change) {
        return applying((one, objects) -> one instanceof Change.Put(ObjectKey key, Mapping document)
                ? new Change.Put(key, (Mapping) deep(document, change))
                : one);
    }

    private static Node deep(Node node, UnaryOperator<Mapping> change) {
        return switch (node) {
            case Scalar scalar -> scalar;
            case Sequence sequence -> Sequence.of(sequence.items().stream().map(item -> deep(item, change)).toList());
            case Mapping mapping -> {
                Map<String, Node> changed = new LinkedHashMap<>();
                mapping.entries().forEach(entry -> changed.put(entry.key(), deep(entry.value(), change)));
                yield change.apply(Mapping.of(changed));
            }
        };
    }

    private static final class LiveStore extends MemoryStore {
        private final List<StoredObject> live = new ArrayList<>();

        LiveStore(Path directory) {
            super(directory);
        }

        @Override
        public synchronized List<StoredObject> load() {
            live.clear();
            live.addAll(super.load());
            return live;
        }

        @Override
        public synchronized void commit(List<Change> changes) {
            super.commit(changes);
            load();
        }
    }

    private static final class ForgetfulStore extends MemoryStore {
        private int commits;

        ForgetfulStore(Path directory) {
            super(directory);
        }

        @Override
        public synchronized void commit(List<Change> changes) {
            if (++commits % 10 != 0) {
                super.commit(changes);
            }
        }
    }

    /** Makes the changes of a commit one by one, and in its first commit waits for somebody to look in between. */
    private static final class TornStore extends MemoryStore {
        private final CountDownLatch looked = new CountDownLatch(1);

        TornStore(Path directory) {
            super(directory);
        }

        @Override
        public List<StoredObject> load() {
            List<StoredObject> objects = super.load();
            if (!objects.isEmpty()) {
                looked.countDown();
            }
            return objects;
        }

        @Override
        public void commit(List<Change> changes) {
            for (Change change : List.copyOf(changes)) {
                super.commit(List.of(change));
                try {
                    looked.await(200, TimeUnit.MILLISECONDS);
                    looked.countDown();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
