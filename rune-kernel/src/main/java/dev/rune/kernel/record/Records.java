package dev.rune.kernel.record;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.Finding;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.store.Change;
import dev.rune.kernel.spi.store.ObjectKey;
import dev.rune.kernel.spi.store.StoredObject;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;

/** The records as stored objects, and back. */
public final class Records {
    /** The kind under which {@link ServiceRecord}s are stored. */
    public static final String SERVICE = "service";
    /** The kind under which {@link SlotRecord}s are stored. */
    public static final String SLOT = "slot";
    /** The kind under which {@link RevisionRecord}s are stored. */
    public static final String REVISION = "revision";
    /** The kind under which {@link NamespaceRecord}s are stored. */
    public static final String NAMESPACE = "namespace";
    /** The kind under which a {@link ContentRecord} of a secret is stored. */
    public static final String SECRET = "secret";
    /** The kind under which a {@link ContentRecord} of a configmap is stored. */
    public static final String CONFIGMAP = "configmap";

    private static final SectionType<ServiceRecord> SERVICES = SectionType.of(MethodHandles.lookup(),
            ServiceRecord.class);
    private static final SectionType<SlotRecord> SLOTS = SectionType.of(MethodHandles.lookup(), SlotRecord.class);
    private static final SectionType<RevisionRecord> REVISIONS = SectionType.of(MethodHandles.lookup(),
            RevisionRecord.class);
    private static final SectionType<NamespaceRecord> NAMESPACES = SectionType.of(MethodHandles.lookup(),
            NamespaceRecord.class);
    private static final SectionType<ContentRecord> CONTENTS = SectionType.of(MethodHandles.lookup(),
            ContentRecord.class);

    private Records() {}

    /** Keeps {@code service}. */
    public static Change put(ServiceRecord service) {
        return new Change.Put(key(service.ref()), SERVICES.print(service));
    }

    /** Keeps {@code slot} of {@code service}. */
    public static Change put(ServiceRef service, SlotRecord slot) {
        return new Change.Put(key(service, slot.slot()), SLOTS.print(slot));
    }

    /** Keeps {@code revision} of {@code service}. */
    public static Change put(ServiceRef service, RevisionRecord revision) {
        return new Change.Put(revisionKey(service, revision.number()), REVISIONS.print(revision));
    }

    /** Keeps {@code namespace}. */
    public static Change put(NamespaceRecord namespace) {
        return new Change.Put(namespaceKey(namespace.name().text()), NAMESPACES.print(namespace));
    }

    /** Keeps {@code content}. */
    public static Change put(ContentRecord content) {
        return new Change.Put(key(content.ref()), CONTENTS.print(content));
    }

    /** Where a secret or configmap is stored. */
    public static ObjectKey key(ContentRef content) {
        return new ObjectKey(content.kind().word(), content.namespace(), content.name());
    }

    /** Where a service is stored. */
    public static ObjectKey key(ServiceRef service) {
        return new ObjectKey(SERVICE, service.namespace(), service.name());
    }

    /** Where a place of a service is stored. */
    public static ObjectKey key(ServiceRef service, int slot) {
        return new ObjectKey(SLOT, service.namespace(), service.name() + "/" + slot);
    }

    /** Where a revision of a service is stored. */
    public static ObjectKey revisionKey(ServiceRef service, long number) {
        return new ObjectKey(REVISION, service.namespace(), service.name() + "/" + number);
    }

    /** Where a namespace is stored. */
    public static ObjectKey namespaceKey(String namespace) {
        return new ObjectKey(NAMESPACE, "", namespace);
    }

    /** The service that the slot or the revision stored under {@code key} belongs to. */
    public static ServiceRef owner(ObjectKey key) {
        return new ServiceRef(key.namespace(), key.name().substring(0, key.name().lastIndexOf('/')));
    }

    /** The service stored as {@code object}. */
    public static ServiceRecord service(StoredObject object) {
        return read(SERVICES, object);
    }

    /** The place stored as {@code object}. */
    public static SlotRecord slot(StoredObject object) {
        return read(SLOTS, object);
    }

    /** The revision stored as {@code object}. */
    public static RevisionRecord revision(StoredObject object) {
        return read(REVISIONS, object);
    }

    /** The namespace stored as {@code object}. */
    public static NamespaceRecord namespace(StoredObject object) {
        return read(NAMESPACES, object);
    }

    /** The secret or configmap stored as {@code object}. */
    public static ContentRecord content(StoredObject object) {
        return read(CONTENTS, object);
    }

    private static <R extends Record> R read(SectionType<R> type, StoredObject object) {
        List<Finding> findings = new ArrayList<>();
        return type.bind(object.document(), object.key().kind(), findings::add)
                .orElseThrow(() -> ProblemException.of(ProblemCode.DAMAGED,
                        "the stored " + object.key().kind() + " '" + object.key().name() + "' in namespace '"
                                + object.key().namespace() + "' cannot be read: " + findings
                                + "; restore a backup, or start the version of Rune that wrote it"));
    }
}
