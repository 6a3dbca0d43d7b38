package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Position;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.Sequence;
import dev.rune.kernel.spi.store.Change;
import dev.rune.kernel.spi.store.ObjectKey;
import dev.rune.kernel.spi.store.Store;
import dev.rune.kernel.spi.store.StoredObject;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every store must do, as numbered rules. A store's tests extend this class and say how it is opened. That commits
 * survive the end of a process at any moment needs processes, and is not among the rules.
 */
public abstract class StoreContract {
    private static final int THREADS = 4;
    private static final int COMMITS = 25;

    /** Where the store keeps its objects. */
    @TempDir
    Path directory;

    private final List<Store> opened = new ArrayList<>();

    /** Opens the store in {@code directory}, which no other store has open; a new one where there was none. */
    protected abstract Store open(Path directory);

    @AfterEach
    final void closeAll() {
        opened.forEach(Store::close);
    }

    @Test
    @DisplayName("S01 a new store holds nothing")
    final void aNewStoreHoldsNothing() {
        assertEquals(Map.of(), content(opened()));
    }

    @Test
    @DisplayName("S02 what is put is there, after a commit and after opening again")
    final void whatIsPutIsThere() {
        Map<ObjectKey, Mapping> objects = Map.of(key("a"), document("x", "1"), key("b"), document("y", "2"));
        Store store = opened();
        store.commit(puts(objects));
        assertEquals(objects, content(store));
        assertEquals(objects, content(reopened(store)));
    }

    @Test
    @DisplayName("S03 a second put of a key replaces the whole document")
    final void aSecondPutReplaces() {
        Store store = opened();
        store.commit(List.of(put(key("a"), document("x", "1"))));
        store.commit(List.of(put(key("a"), document("y", "2"))));
        assertEquals(Map.of(key("a"), document("y", "2")), content(reopened(store)));
    }

    @Test
    @DisplayName("S04 what is deleted is gone, and stays gone")
    final void whatIsDeletedIsGone() {
        Store store = opened();
        store.commit(List.of(put(key("a"), document("x", "1")), put(key("b"), document("x", "2"))));
        store.commit(List.of(new Change.Delete(key("a"))));
        assertEquals(Map.of(key("b"), document("x", "2")), content(store));
        assertEquals(Map.of(key("b"), document("x", "2")), content(reopened(store)));
    }

    @Test
    @DisplayName("S05 deleting what is not there changes nothing, and no changes are no change")
    final void deletingNothingIsNothing() {
        Store store = opened();
        store.commit(List.of(put(key("a"), document("x", "1"))));
        store.commit(List.of(new Change.Delete(key("b"))));
        store.commit(List.of());
        assertEquals(Map.of(key("a"), document("x", "1")), content(store));
    }

    @Test
    @DisplayName("S06 the changes of a commit are made in their order")
    final void changesAreMadeInTheirOrder() {
        Store store = opened();
        store.commit(List.of(put(key("a"), document("x", "1")), new Change.Delete(key("a")),
                put(key("b"), document("x", "1")), put(key("b"), document("x", "2"))));
        assertEquals(Map.of(key("b"), document("x", "2")), content(reopened(store)));
    }

    @Test
    @DisplayName("S07 of a commit that fails nothing is made, and the next one works")
    final void ofAFailedCommitNothingIsMade() {
        Store store = opened();
        store.commit(List.of(put(key("a"), document("x", "1"))));
        List<Change> broken = new AbstractList<>() {
            @Override
            public Change get(int index) {
                return switch (index) {
                    case 0 -> new Change.Delete(key("a"));
                    case 1 -> put(key("b"), document("x", "2"));
                    default -> throw new IllegalStateException("no such change");
                };
            }

            @Override
            public int size() {
                return 3;
            }
        };
        assertThrows(IllegalStateException.class, () -> store.commit(broken));
        assertEquals(Map.of(key("a"), document("x", "1")), content(store));
        store.commit(List.of(put(key("c"), document("x", "3"))));
        assertEquals(Map.of(key("a"), document("x", "1"), key("c"), document("x", "3")), content(reopened(store)));
    }

    @Test
    @DisplayName("S08 objects of different kind, namespace or name are different objects")
    final void keysAreComparedInAllTheirParts() {
        Map<ObjectKey, Mapping> objects = new HashMap<>();
        for (ObjectKey key : List.of(new ObjectKey("service", "a", "b"), new ObjectKey("secret", "a", "b"),
                new ObjectKey("service", "b", "a"), new ObjectKey("service", "", "b"),
                new ObjectKey("service", "ab", ""),
                new ObjectKey("service", "a", "B"), new ObjectKey("service", "a/b", "c"),
                new ObjectKey("service", "a", "b/c"), new ObjectKey("service", "a", "b "))) {
            objects.put(key, document("is", key.toString()));
        }
        Store first = opened();
        first.commit(puts(objects));
        Store store = reopened(first);
        assertEquals(objects, content(store));
        store.commit(List.of(new Change.Delete(new ObjectKey("service", "a", "b"))));
        objects.remove(new ObjectKey("service", "a", "b"));
        assertEquals(objects, content(reopened(store)));
    }

    @Test
    @DisplayName("S09 scalars keep their kind and their text")
    final void scalarsKeepTheirKindAndText() {
        Map<String, Node> scalars = new LinkedHashMap<>();
        for (String text : List.of("", "~", "null", "true", "True", "0", "-0", "007", "0o17", "0xFF", "+1", "1.0",
                "1.50",
                "1e3", "-1E+2", ".5", "5.", ".inf", ".nan", "123456789012345678901234567890", "text")) {
            scalars.put("plain " + text, Scalar.plain(text, Position.NONE));
            scalars.put("quoted " + text, Scalar.of(text));
        }
        assertKept(Mapping.of(scalars));
    }

    @Test
    @DisplayName("S10 mappings keep the order of their keys, and lists that of their items")
    final void orderIsKept() {
        Mapping document = Mapping.of(ordered("z", Scalar.of(1), "a", Sequence.of(List.of(Scalar.of(3), Scalar.of(1))),
                "m", Mapping.of(ordered("y", Scalar.of(1), "b", Mapping.empty()))));
        Store store = opened();
        store.commit(List.of(put(key("a"), document)));
        Mapping back = content(reopened(store)).getOrDefault(key("a"), Mapping.empty());
        assertEquals(document.toString(), back.toString());
    }

    @Test
    @DisplayName("S11 texts keep every character")
    final void textsKeepEveryCharacter() {
        Map<String, Node> texts = new LinkedHashMap<>();
        for (String text : List.of("", " ", "\n", "\r\n", "\t", "\u0000", "a\u0000b", "\u0007", "'\"\\`;--", "$a", "$$",
                "%s {}",
                "äöü", "\u2028", "\uFEFF", "\uD83D\uDE00", "\uD83D", "e\u0301", "\u00E9", "x".repeat(100_000))) {
            texts.put(text, Scalar.of(text));
        }
        assertKept(Mapping.of(texts));
    }

    @Test
    @DisplayName("S12 large documents and many objects are kept")
    final void muchIsKept() {
        Map<String, Node> large = new LinkedHashMap<>();
        IntStream.range(0, 20_000).forEach(i -> large.put("key" + i, Scalar.of("value " + i)));
        Map<ObjectKey, Mapping> objects = new HashMap<>();
        IntStream.range(0, 1000).forEach(i -> objects.put(key("o" + i), document("x", "" + i)));
        objects.put(key("large"), Mapping.of(large));
        Store store = opened();
        store.commit(puts(objects));
        assertEquals(objects, content(reopened(store)));
    }

    @Test
    @DisplayName("S13 what was loaded does not change with later commits")
    final void whatWasLoadedStaysAsItIs() {
        Store store = opened();
        store.commit(List.of(put(key("a"), document("x", "1"))));
        List<StoredObject> before = store.load();
        store.commit(List.of(new Change.Delete(key("a")), put(key("b"), document("x", "2"))));
        assertEquals(List.of(new StoredObject(key("a"), document("x", "1"))), before);
    }

    @Test
    @DisplayName("S14 commits of several threads are all made, each whole")
    final void commitsOfSeveralThreadsAreAllMade() throws Exception {
        Store store = opened();
        Map<ObjectKey, Mapping> expected = new HashMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                for (int n = 0; n < COMMITS; n++) {
                    Map<ObjectKey, Mapping> pair = Map.of(key("a" + thread + "-" + n), document("x", "" + n),
                            key("b" + thread + "-" + n), document("x", "" + n));
                    expected.putAll(pair);
                    done.add(threads.submit(() -> store.commit(puts(pair))));
                }
            }
            for (Future<?> one : done) {
                one.get();
            }
        }
        assertEquals(expected, content(store));
        assertEquals(expected, content(reopened(store)));
    }

    @Test
    @DisplayName("S15 a load beside commits sees each of them whole or not at all, and none of them going back")
    final void aLoadSeesWholeCommits() throws Exception {
        Store store = opened();
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> writing = threads.submit(() -> {
                for (int n = 1; n <= THREADS * COMMITS; n++) {
                    store.commit(puts(Map.of(key("a"), document("x", "" + n), key("b"), document("x", "" + n))));
                }
            });
            int seen = 0;
            while (!writing.isDone()) {
                Map<ObjectKey, Mapping> content = content(store);
                assertEquals(content.get(key("a")), content.get(key("b")), "the two objects of one commit");
                int now = content.isEmpty()
                        ? 0
                        : Integer.parseInt(
                                ((Scalar) content.getOrDefault(key("a"), Mapping.empty()).get("x").orElseThrow())
                                        .text());
                int before = seen;
                assertTrue(now >= seen, () -> "commit " + now + " was seen after commit " + before);
                seen = now;
            }
            writing.get();
        }
    }

    @Test
    @DisplayName("S16 an interrupted thread's commit is made, and the thread stays interrupted")
    final void interruptionHarmsNothing() {
        Store store = opened();
        Thread.currentThread().interrupt();
        boolean still;
        try {
            store.commit(List.of(put(key("a"), document("x", "1"))));
        } finally {
            still = Thread.interrupted();
        }
        assertTrue(still, "the thread was interrupted and is not any more");
        store.commit(List.of(put(key("b"), document("x", "2"))));
        assertEquals(Map.of(key("a"), document("x", "1"), key("b"), document("x", "2")), content(reopened(store)));
    }

    @Test
    @DisplayName("S17 a closed store refuses everything but to be closed again")
    final void aClosedStoreRefuses() {
        Store store = opened();
        store.commit(List.of(put(key("a"), document("x", "1"))));
        store.close();
        store.close();
        assertThrows(ProblemException.class, () -> store.commit(List.of(put(key("b"), document("x", "2")))));
        assertThrows(ProblemException.class, store::load);
        assertEquals(Map.of(key("a"), document("x", "1")), content(opened()));
    }

    private void assertKept(Mapping document) {
        Store store = opened();
        store.commit(List.of(put(key("a"), document)));
        Mapping back = content(reopened(store)).getOrDefault(key("a"), Mapping.empty());
        // Entry by entry, so that a failure names the one that was lost.
        document.entries().forEach(entry -> assertEquals(entry.value(), back.get(entry.key()).orElse(Mapping.empty()),
                () -> "the value of '" + entry.key() + "'"));
        assertEquals(document, back);
    }

    private Store opened() {
        Store store = open(directory);
        opened.add(store);
        return store;
    }

    private Store reopened(Store store) {
        store.close();
        return opened();
    }

    private static Map<ObjectKey, Mapping> content(Store store) {
        Map<ObjectKey, Mapping> content = new HashMap<>();
        for (StoredObject object : store.load()) {
            assertEquals(null, content.put(object.key(), object.document()), () -> object.key() + " was loaded twice");
        }
        return content;
    }

    private static List<Change> puts(Map<ObjectKey, Mapping> objects) {
        return objects.entrySet().stream().map(entry -> put(entry.getKey(), entry.getValue())).toList();
    }

    private static Change put(ObjectKey key, Mapping document) {
        return new Change.Put(key, document);
    }

    private static ObjectKey key(String name) {
        return new ObjectKey("service", "default", name);
    }

    private static Mapping document(String key, String value) {
        return Mapping.of(Map.of(key, Scalar.of(value)));
    }

    private static Map<String, Node> ordered(Object... keysAndValues) {
        Map<String, Node> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], (Node) keysAndValues[i + 1]);
        }
        return map;
    }
}
