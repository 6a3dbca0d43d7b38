package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spi.host.CastResult.Outcome;
import dev.rune.kernel.status.Event;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.KernelHarness;
import dev.rune.testkit.ServiceBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Mounts of a type that some plugin brings. */
class OtherMountsTest extends KernelTest {
    private static Map<String, Object> mount(String name, Map<String, Object> more) {
        Map<String, Object> mount = new LinkedHashMap<>();
        mount.put("name", name);
        mount.put("type", "fake");
        mount.put("mountPath", "/etc/" + name);
        mount.putAll(more);
        return mount;
    }

    private static ServiceBuilder with(List<Map<String, Object>> mounts) {
        return service("api").with("mounts", new ArrayList<>(mounts));
    }

    private List<String> faults(ServiceBuilder service) {
        return assertThrows(ProblemException.class, () -> harness.cast(service)).problem().findings().stream()
                .map(finding -> finding.path() + ": " + finding.message()).toList();
    }

    private static Map<String, Map<String, OpaqueBytes>> file(String mount, String file, String text) {
        return Map.of(mount, Map.of(file, OpaqueBytes.ofText(text)));
    }

    private InstanceId only() {
        return harness.instances("api").getFirst().id();
    }

    @Test
    void areMadeOfWhatTheCastfileSaysBeforeTheInstanceAndGoWithIt() {
        harness.castAndAwait(with(List.of(mount("motd", Map.of("text", "hello")))));
        assertEquals(file("motd", "text", "hello"), harness.otherMounts().files(only()));
        harness.scale("api", 0);
        harness.awaitPhase("api", ServicePhase.STOPPED);
        assertEquals(Set.of(), harness.otherMounts().instances());
        assertEquals(Set.of(), harness.secretMounts().discarded(), "who has made no files has none to remove");
    }

    @Test
    void goWithAServiceThatIsAbandonedWhichIsSaid() {
        harness.castAndAwait(with(List.of(mount("motd", Map.of("text", "hello")))));
        harness.endKernel();
        harness.startKernelWithoutRunner();
        harness.kernel().abandon(KernelHarness.ref("api"), false);
        harness.settle();
        assertEquals(Set.of(), harness.otherMounts().instances());
        assertEquals(List.of("what runner 'fake' has started of it (scale 1) may go on running, without the files that "
                + "were mounted for it"), harness.events().stream().filter(event -> event.reason().equals("Abandoned"))
                        .map(Event::message).toList());
    }

    @Test
    void areUpdatedLikeEverythingThatInstancesAreMadeOf() {
        harness.castAndAwait(with(List.of(mount("motd", Map.of("text", "hello")))));
        assertEquals(Outcome.UNCHANGED,
                harness.cast(with(List.of(mount("motd", Map.of("text", "hello", "file", "text")))))
                        .objects().getFirst().outcome());
        harness.cast(with(List.of(mount("motd", Map.of("text", "good bye")))));
        harness.await("the update is complete",
                () -> harness.otherMounts().files(only()).equals(file("motd", "text", "good bye")));
        awaitRollout("api", Rollout.State.COMPLETE);
        assertEquals(file("motd", "text", "good bye"), harness.otherMounts().files(only()));
    }

    @Test
    void surviveTheKernelAndAreSweptWithTheirInstance() {
        harness.castAndAwait(with(List.of(mount("motd", Map.of("text", "hello")))));
        InstanceId id = only();
        harness.restartKernel();
        harness.awaitPhase("api", ServicePhase.RUNNING);
        assertEquals(id, only());
        assertEquals(Set.of(id), harness.otherMounts().instances());
        harness.killKernel();
        harness.host().end(id, Exit.signal(9));
        harness.startKernel();
        harness.await("another lives",
                () -> harness.instances("api").size() == 1 && !only().equals(id)
                        && harness.otherMounts().instances().equals(Set.of(only())));
    }

    @Test
    void thatCannotBeMadeAreTriedAgain() {
        harness.otherMounts().breaks(true);
        harness.cast(with(List.of(mount("motd", Map.of("text", "hello")))));
        assertEquals(Set.of(), harness.otherMounts().instances());
        harness.otherMounts().breaks(false);
        harness.awaitPhase("api", ServicePhase.RUNNING);
    }

    @Test
    void areCheckedByTheSectionOfTheirType() {
        assertEquals(List.of("service.mounts[0].text: 'mounts[0]' lacks the key 'text' (string)"),
                faults(with(List.of(mount("motd", Map.of())))));
        assertTrue(faults(with(List.of(mount("motd", Map.of("text", "x", "fil", "y"))))).getFirst()
                .startsWith("service.mounts[0].fil: unknown key 'fil'"));
        assertEquals(List.of("service.mounts[0].type: 'fak' is no type of mount: one of fake"),
                faults(with(List.of(mount("motd", Map.of("type", "fak"))))));
        assertEquals(
                List.of("service.mounts[0].type: 'secret' is mounted by 'secretMounts' or 'configMounts'; 'mounts' "
                        + "is for the types of other plugins"),
                faults(with(List.of(mount("motd", Map.of("type", "secret"))))));
    }

    @Test
    void shareNamesAndPlacesWithAllOtherMountsOfTheService() {
        assertEquals(List.of("service.mounts: two mounts are named 'a'"),
                faults(with(List.of(mount("a", Map.of("text", "x")),
                        mount("a", Map.of("text", "x", "mountPath", "/b"))))));
        assertEquals(List.of("service.mounts: two mounts have the mountPath '/etc/a'"),
                faults(with(List.of(mount("a", Map.of("text", "x")),
                        mount("b", Map.of("text", "x", "mountPath", "/etc/a"))))));
        assertTrue(faults(with(List.of(mount("a", Map.of("text", "x", "mountPath", "etc"))))).getFirst()
                .contains("is no place to mount"));
    }

    @Test
    void areNamedInVariables() {
        harness.castAndAwait(with(List.of(mount("motd", Map.of("text", "x")))).env("MOTD", "{{mount:motd}}"));
        assertEquals(KernelHarness.ref("api"), only().service());
    }
}
