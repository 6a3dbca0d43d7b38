package dev.rune.kernel.record;

import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.store.Change;
import dev.rune.kernel.spi.store.Store;
import dev.rune.kernel.spi.store.StoredObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What is desired, in memory as in the store. It is changed only in transactions, one at a time, which are durable
 * before anybody sees them. Safe for use by many threads.
 */
public final class Catalog {
    private static final int REVISIONS_KEPT = 10;

    private final Store store;
    private final ReentrantLock lock = new ReentrantLock();
    /** Replaced as a whole by the holder of the lock, so that readers need none. */
    private volatile Content content;

    private record Content(Map<ServiceRef, ServiceRecord> services, Map<ServiceRef, Map<Integer, SlotRecord>> slots,
            Map<ServiceRef, NavigableMap<Long, RevisionRecord>> revisions, Map<String, NamespaceRecord> namespaces,
            Map<ContentRef, ContentRecord> contents) {}

    /** Changes that are made together or not at all. Used by the thread that was given it, while it was. */
    public final class Transaction {
        private final List<Change> changes = new ArrayList<>();
        private final Map<ServiceRef, ServiceRecord> services;
        private final Map<ServiceRef, Map<Integer, SlotRecord>> slots;
        private final Map<ServiceRef, NavigableMap<Long, RevisionRecord>> revisions;
        private final Map<String, NamespaceRecord> namespaces;
        private final Map<ContentRef, ContentRecord> contents;

        private Transaction() {
            Content before = content;
            services = new TreeMap<>(before.services());
            slots = new LinkedHashMap<>(before.slots());
            revisions = new LinkedHashMap<>(before.revisions());
            namespaces = new TreeMap<>(before.namespaces());
            contents = new TreeMap<>(before.contents());
        }

        /** The service as it stands after the changes made so far. */
        public Optional<ServiceRecord> service(ServiceRef ref) {
            return Optional.ofNullable(services.get(ref));
        }

        /** Every service as it stands after the changes made so far. */
        public List<ServiceRecord> services() {
            return List.copyOf(services.values());
        }

        /** The namespace as it stands after the changes made so far. */
        public Optional<NamespaceRecord> namespace(String name) {
            return Optional.ofNullable(namespaces.get(name));
        }

        /** The specs of a service that are still known, by number. */
        public NavigableMap<Long, RevisionRecord> revisions(ServiceRef ref) {
            return revisions.getOrDefault(ref, Collections.emptyNavigableMap());
        }

        /** The secret or configmap as it stands after the changes made so far. */
        public Optional<ContentRecord> content(ContentRef ref) {
            return Optional.ofNullable(contents.get(ref));
        }

        /** Every secret and configmap as it stands after the changes made so far. */
        public List<ContentRecord> contents() {
            return List.copyOf(contents.values());
        }

        /** Keeps {@code content}. */
        public void put(ContentRecord content) {
            contents.put(content.ref(), content);
            changes.add(Records.put(content));
        }

        /** Forgets a secret or configmap. */
        public void delete(ContentRef content) {
            contents.remove(content);
            changes.add(new Change.Delete(Records.key(content)));
        }

        /** Keeps {@code service}, and its spec among its last ones. */
        public void put(ServiceRecord service) {
            services.put(service.ref(), service);
            changes.add(Records.put(service));
            if (!revisions(service.ref()).containsKey(service.revision().number())) {
                putRevision(service);
            }
        }

        private void putRevision(ServiceRecord service) {
            NavigableMap<Long, RevisionRecord> updated = new TreeMap<>(revisions(service.ref()));
            updated.put(service.revision().number(), service.revision());
            changes.add(Records.put(service.ref(), service.revision()));
            while (updated.size() > REVISIONS_KEPT) {
                long oldest = updated.firstKey() == service.healthy()
                        ? updated.higherKey(service.healthy())
                        : updated.firstKey();
                updated.remove(oldest);
                changes.add(new Change.Delete(Records.revisionKey(service.ref(), oldest)));
            }
            revisions.put(service.ref(), updated);
        }

        /** Keeps {@code namespace}. */
        public void put(NamespaceRecord namespace) {
            namespaces.put(namespace.name().text(), namespace);
            changes.add(Records.put(namespace));
        }

        /** Keeps {@code slot} of {@code service}. */
        public void put(ServiceRef service, SlotRecord slot) {
            Map<Integer, SlotRecord> updated = new TreeMap<>(slots.getOrDefault(service, Map.of()));
            updated.put(slot.slot(), slot);
            slots.put(service, updated);
            changes.add(Records.put(service, slot));
        }

        /** Forgets a service with its slots. */
        public void delete(ServiceRef service) {
            services.remove(service);
            changes.add(new Change.Delete(Records.key(service)));
            Map<Integer, SlotRecord> gone = slots.remove(service);
            if (gone != null) {
                gone.keySet().forEach(slot -> changes.add(new Change.Delete(Records.key(service, slot))));
            }
            revisions(service).keySet()
                    .forEach(number -> changes.add(new Change.Delete(Records.revisionKey(service, number))));
            revisions.remove(service);
        }

        /** Forgets the service with its slots, and its namespace where that is only waiting for it. */
        public void finish(ServiceRef service) {
            delete(service);
            String namespace = service.namespace();
            boolean last = services().stream().noneMatch(other -> other.ref().namespace().equals(namespace));
            if (last && namespace(namespace).map(NamespaceRecord::deleting).orElse(false)) {
                deleteNamespace(namespace);
            }
        }

        /** Forgets a namespace with its secrets and configmaps. */
        public void deleteNamespace(String name) {
            namespaces.remove(name);
            contents().stream().map(ContentRecord::ref).filter(ref -> ref.namespace().equals(name))
                    .forEach(this::delete);
            changes.add(new Change.Delete(Records.namespaceKey(name)));
        }
    }

    /**
     * What {@code store} holds.
     *
     * @throws dev.rune.kernel.problem.ProblemException when it cannot be read
     */
    public Catalog(Store store) {
        this.store = store;
        Map<ServiceRef, ServiceRecord> services = new TreeMap<>();
        Map<ServiceRef, Map<Integer, SlotRecord>> slots = new LinkedHashMap<>();
        Map<ServiceRef, NavigableMap<Long, RevisionRecord>> revisions = new LinkedHashMap<>();
        Map<String, NamespaceRecord> namespaces = new TreeMap<>();
        Map<ContentRef, ContentRecord> contents = new TreeMap<>();
        for (StoredObject object : store.load()) {
            switch (object.key().kind()) {
                case Records.SERVICE -> {
                    ServiceRecord service = Records.service(object);
                    services.put(service.ref(), service);
                }
                case Records.SLOT -> {
                    SlotRecord slot = Records.slot(object);
                    slots.computeIfAbsent(Records.owner(object.key()), _ -> new TreeMap<>()).put(slot.slot(),
                            slot);
                }
                case Records.REVISION -> {
                    RevisionRecord revision = Records.revision(object);
                    revisions.computeIfAbsent(Records.owner(object.key()), _ -> new TreeMap<>())
                            .put(revision.number(), revision);
                }
                case Records.NAMESPACE -> {
                    NamespaceRecord namespace = Records.namespace(object);
                    namespaces.put(namespace.name().text(), namespace);
                }
                case Records.SECRET, Records.CONFIGMAP -> {
                    ContentRecord kept = Records.content(object);
                    contents.put(kept.ref(), kept);
                }
                default -> {
                    // Kept by a newer Rune; it is not ours to judge or to lose.
                }
            }
        }
        content = new Content(services, slots, revisions, namespaces, contents);
    }

    /** Makes the changes of {@code work} durable and visible, unless it throws. */
    public <T> T change(Function<Transaction, T> work) {
        lock.lock();
        try {
            Transaction transaction = new Transaction();
            T result = work.apply(transaction);
            if (!transaction.changes.isEmpty()) {
                store.commit(transaction.changes);
                content = new Content(transaction.services, transaction.slots, transaction.revisions,
                        transaction.namespaces, transaction.contents);
            }
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** What {@code work} would give; none of its changes is made. */
    public <T> T preview(Function<Transaction, T> work) {
        return work.apply(new Transaction());
    }

    /** Makes the changes of {@code work} durable and visible, unless it throws. */
    public void apply(Consumer<Transaction> work) {
        change(transaction -> {
            work.accept(transaction);
            return Optional.empty();
        });
    }

    /** One service. */
    public Optional<ServiceRecord> service(ServiceRef ref) {
        return Optional.ofNullable(content.services().get(ref));
    }

    /** Every service in order of namespace and name. */
    public List<ServiceRecord> services() {
        return List.copyOf(content.services().values());
    }

    /** What the places of a service remember. */
    public Map<Integer, SlotRecord> slots(ServiceRef ref) {
        return Map.copyOf(content.slots().getOrDefault(ref, Map.of()));
    }

    /** The specs of a service that are still known, oldest first. */
    public List<RevisionRecord> revisions(ServiceRef ref) {
        return List.copyOf(content.revisions().getOrDefault(ref, Collections.emptyNavigableMap()).values());
    }

    /** One namespace. */
    public Optional<NamespaceRecord> namespace(String name) {
        return Optional.ofNullable(content.namespaces().get(name));
    }

    /** Every namespace in order of name. */
    public List<NamespaceRecord> namespaces() {
        return List.copyOf(content.namespaces().values());
    }

    /** One secret or configmap. */
    public Optional<ContentRecord> content(ContentRef ref) {
        return Optional.ofNullable(content.contents().get(ref));
    }

    /** Every secret and configmap in order of kind, namespace and name. */
    public List<ContentRecord> contents() {
        return List.copyOf(content.contents().values());
    }

    /** Closes the store. */
    public void close() {
        store.close();
    }
}
