package dev.rune.testkit.kernel;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.spec.ContentKind;
import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spi.host.CastDocument;
import dev.rune.kernel.spi.host.CastOptions;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.InstanceId;
import dev.rune.testkit.FakeMounts;
import dev.rune.testkit.KernelHarness;
import dev.rune.testkit.ServiceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Secrets and configmaps of a {@link Simulation}: both values of an object always say the same number, so that half a
 * change would be seen, and the values of secrets begin with what must be seen nowhere else.
 */
final class SimulatedContents {
    private static final String TELLTALE = "Xq7vTelltaleZp4-";
    /** The telltale in Base64, which it begins at every third byte, without what depends on its neighbours. */
    private static final List<String> FORMS = List.of(TELLTALE.substring(0, 12), coded(""), coded("x"), coded("xx"));
    private static final List<ContentRef> ALL = List.of(ref(ContentKind.SECRET, "s0"), ref(ContentKind.SECRET, "s1"),
            ref(ContentKind.CONFIGMAP, "c0"));

    private final KernelHarness harness;
    private final Random random;
    /** What is kept: the number that the object says; it has no place here where there is none. */
    private final Map<ContentRef, Integer> kept = new HashMap<>();
    private int changes;
    private long eventsSeen;

    SimulatedContents(KernelHarness harness, Random random) {
        this.harness = harness;
        this.random = random;
    }

    private static ContentRef ref(ContentKind kind, String name) {
        return new ContentRef(kind, KernelHarness.NAMESPACE, name);
    }

    private static String coded(String before) {
        String coded = Base64.getEncoder().encodeToString((before + TELLTALE).getBytes(StandardCharsets.UTF_8));
        return coded.substring(4, 16);
    }

    private ContentRef any() {
        return ALL.get(random.nextInt(ALL.size()));
    }

    private static String value(ContentRef ref, int number) {
        return (ref.kind() == ContentKind.SECRET ? TELLTALE : "plain-") + number;
    }

    /** Something that a person does to one of them; what is refused changes nothing. */
    void change() {
        ContentRef ref = any();
        switch (random.nextInt(7)) {
            case 0 -> {
                harness.kernel().deleteContent(ref, random.nextBoolean());
                kept.remove(ref);
            }
            case 1 -> harness.kernel().rotateMasterKey();
            case 2 -> harness.secretMounts().breaks(random.nextBoolean());
            default -> keep(ref, random.nextInt(4) > 0);
        }
        harness.settle();
    }

    private void keep(ContentRef ref, boolean replace) {
        int number = ++changes;
        OpaqueBytes value = OpaqueBytes.ofText(value(ref, number));
        harness.kernel().keepContent(ref, Map.of("a", value, "b", value), replace);
        kept.put(ref, number);
    }

    /** The service with variables and files of one of them, made another template by {@code version}. */
    ServiceBuilder referredTo(ServiceBuilder service, String version) {
        ContentRef ref = any();
        boolean secret = ref.kind() == ContentKind.SECRET;
        ServiceBuilder referring = service
                .with("env", Map.of("VALUE", "<{{" + ref.kind().word() + ":" + ref.name() + "/a}}>", "VERSION",
                        version))
                .with(secret ? "secretMounts" : "configMounts",
                        List.of(Map.of("name", ref.name(), "mountPath", "/etc/x")));
        return random.nextInt(3) == 0
                ? referring.with("updateStrategy", Map.of("onConfigChange", "rollout"))
                : referring;
    }

    /** Casts the service together with new versions of some of what it may refer to. */
    void cast(ServiceBuilder service) {
        List<CastDocument> documents = new ArrayList<>(List.of(service.document()));
        Map<ContentRef, Integer> after = new HashMap<>(kept);
        for (ContentRef ref : ALL) {
            if (random.nextInt(3) > 0) {
                int number = ++changes;
                Scalar value = Scalar.of(value(ref, number));
                documents.add(new CastDocument(CastDocument.Kind.valueOf(ref.kind().name()), Mapping.of(
                        Map.of("name", Scalar.of(ref.name()), "data", Mapping.of(Map.of("a", value, "b", value))))));
                after.put(ref, number);
            }
        }
        harness.kernel().cast(documents, new CastOptions(KernelHarness.NAMESPACE, false, false));
        kept.clear();
        kept.putAll(after);
        harness.settle();
    }

    /** What must hold all the time. */
    void check() {
        requireHidden(harness.store().load().toString());
        requireHidden(harness.kernel().services(Optional.empty()).toString());
        requireHidden(harness.kernel().events(eventsSeen).toString());
        eventsSeen = harness.events().stream().mapToLong(event -> event.sequence()).max().orElse(0);
        for (ContentRef ref : ALL) {
            require(harness.kernel().contents(ref.kind(), Optional.empty()).stream()
                    .anyMatch(view -> view.ref().equals(ref)) == kept.containsKey(ref), ref + " is there or is not");
        }
        for (FakeMounts mounts : List.of(harness.secretMounts(), harness.configMounts())) {
            for (InstanceId id : mounts.instances()) {
                mounts.files(id).forEach((name, files) -> require(
                        files.keySet().equals(Set.of("a", "b")) && new HashSet<>(files.values()).size() == 1,
                        id + " has half of " + name));
            }
        }
    }

    /** Fails where {@code text} shows the value of a secret in one form or another. */
    void requireHidden(String text) {
        require(FORMS.stream().noneMatch(text::contains), "a secret's value is shown");
    }

    /** From now on everything is there and nothing changes any more. */
    void calmDown() {
        harness.secretMounts().breaks(false);
        ALL.forEach(ref -> keep(ref, true));
    }

    /** Every instance has the files of what is kept, and nothing else has any. */
    void checkConverged() {
        Set<InstanceId> living = new HashSet<>();
        for (ObservedInstance instance : harness.host().living()) {
            living.add(instance.id());
            Map<String, Map<String, OpaqueBytes>> files = new HashMap<>(harness.secretMounts().files(instance.id()));
            files.putAll(harness.configMounts().files(instance.id()));
            require(files.size() == 1, instance.id() + " has the files of " + files.keySet());
            files.forEach((name, values) -> {
                ContentRef ref = ALL.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
                require(values.get("a").equals(OpaqueBytes.ofText(value(ref, kept.get(ref)))),
                        instance.id() + " has an old " + ref);
            });
        }
        harness.await("files of what has ended are gone", () -> living.containsAll(harness.secretMounts().instances())
                && living.containsAll(harness.configMounts().instances()));
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
