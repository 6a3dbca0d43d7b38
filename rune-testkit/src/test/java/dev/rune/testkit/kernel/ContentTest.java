package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.spec.ContentKind;
import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spi.host.CastDocument;
import dev.rune.kernel.spi.host.CastOptions;
import dev.rune.kernel.spi.host.CastResult;
import dev.rune.kernel.spi.host.CastResult.Outcome;
import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.host.LogSelection;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.InstanceStatus;
import dev.rune.kernel.status.Rollout;
import dev.rune.kernel.status.ServicePhase;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.KernelHarness;
import dev.rune.testkit.ServiceBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ContentTest extends KernelTest {
    private static final ContentRef DB = new ContentRef(ContentKind.SECRET, KernelHarness.NAMESPACE, "db");
    private static final ContentRef APP = new ContentRef(ContentKind.CONFIGMAP, KernelHarness.NAMESPACE, "app");

    private Outcome keep(ContentRef ref, Map<String, String> data) {
        Map<String, OpaqueBytes> values = new LinkedHashMap<>();
        data.forEach((key, value) -> values.put(key, OpaqueBytes.ofText(value)));
        Outcome outcome = harness.kernel().keepContent(ref, values, true);
        harness.settle();
        return outcome;
    }

    private static ServiceBuilder says(String... variables) {
        Behaviour.Program program = Behaviour.program();
        for (String variable : variables) {
            program = program.printsVariable(variable);
        }
        return service("api").does(program.runsForEver());
    }

    private List<String> said() {
        return harness.read(harness.kernel().logs(KernelHarness.NAMESPACE, "api",
                new LogSelection(LogQuery.all(), false)), seconds(5)).stream().map(LogLine::text).toList();
    }

    private static ProblemCode code(Executable refused) {
        return assertThrows(ProblemException.class, refused).problem().code();
    }

    private List<String> faults(ServiceBuilder service) {
        return assertThrows(ProblemException.class, () -> harness.cast(service)).problem().findings().stream()
                .map(finding -> finding.path() + ": " + finding.message()).toList();
    }

    @Nested
    class Objects {
        @Test
        void haveVersionsThatGrowOnlyWithAChange() {
            assertEquals(Outcome.CREATED, keep(DB, Map.of("user", "ada")));
            assertEquals(Outcome.UNCHANGED, keep(DB, Map.of("user", "ada")));
            assertEquals(Outcome.UPDATED, keep(DB, Map.of("user", "bob")));
            assertEquals(2, harness.kernel().content(DB).version());
            assertEquals(List.of("user"), harness.kernel().content(DB).keys());
        }

        @Test
        void areNotReplacedUnlessThatIsSaid() {
            keep(DB, Map.of("user", "ada"));
            assertEquals(ProblemCode.CONFLICT,
                    code(() -> harness.kernel().keepContent(DB, Map.of("user", OpaqueBytes.ofText("x")), false)));
        }

        @Test
        void areRefusedWhenTheyAreTooLarge() {
            Map<String, OpaqueBytes> many = new LinkedHashMap<>();
            for (int i = 0; i < 65; i++) {
                many.put("k" + i, OpaqueBytes.ofText(""));
            }
            assertEquals(ProblemCode.INVALID, code(() -> harness.kernel().keepContent(DB, many, true)));
            assertEquals(ProblemCode.INVALID, code(() -> harness.kernel().keepContent(DB,
                    Map.of("big", OpaqueBytes.of(new byte[(64 << 10) + 1])), true)));
            assertEquals(Outcome.CREATED, harness.kernel().keepContent(DB,
                    Map.of("big", OpaqueBytes.of(new byte[64 << 10])), true));
        }

        @Test
        void areNotDeletedWhileAServiceRefersToThem() {
            keep(DB, Map.of("user", "ada"));
            harness.castAndAwait(service("api").env("USER", "{{secret:db/user}}"));
            assertEquals(ProblemCode.CONFLICT, code(() -> harness.kernel().deleteContent(DB, false)));
            harness.kernel().deleteContent(DB, true);
            assertEquals(ProblemCode.NOT_FOUND, code(() -> harness.kernel().content(DB)));
        }

        @Test
        void ofSecretsAreNowhereInTheStore() {
            keep(DB, Map.of("password", "hunter2-in-the-clear"));
            assertFalse(harness.store().load().toString().contains("hunter2"));
            assertFalse(harness.store().load().toString().contains("aHVudGVyMi"));
        }

        @Test
        void surviveTheKernel() {
            keep(DB, Map.of("user", "ada"));
            keep(APP, Map.of("mode", "fast"));
            harness.restartKernel();
            harness.castAndAwait(says("A", "B").with("env",
                    Map.of("A", "{{secret:db/user}}", "B", "{{configmap:app/mode}}")));
            assertEquals(List.of("ada", "fast"), said());
        }

        @Test
        void areLostWithTheirKeyAndTheKernelSaysWhichInsteadOfStarting() {
            keep(DB, Map.of("user", "ada"));
            harness.endKernel();
            harness.keys().lose();
            ProblemException refusal = assertThrows(ProblemException.class, harness::startKernel);
            assertEquals(ProblemCode.DAMAGED, refusal.problem().code());
            assertTrue(refusal.problem().message().contains("default/db"), refusal.problem().message());
            assertEquals(List.of(), harness.keys().ids());
        }

        @Test
        void areWrappedAnewWhenTheKeyIsRotated() {
            keep(DB, Map.of("user", "ada"));
            List<String> before = harness.keys().ids();
            assertEquals(1, harness.kernel().rotateMasterKey());
            assertEquals(1, harness.keys().ids().size());
            assertFalse(harness.keys().ids().equals(before));
            harness.restartKernel();
            harness.castAndAwait(says("A").env("A", "{{secret:db/user}}"));
            assertEquals(List.of("ada"), said());
        }

        @Test
        void areWrappedByTheNewKeyAtTheNextStartWhenARotationWasCutShort() {
            keep(DB, Map.of("user", "ada"));
            harness.killKernel();
            harness.keys().renew();
            harness.startKernel();
            assertEquals(1, harness.keys().ids().size());
            harness.castAndAwait(says("A").env("A", "{{secret:db/user}}"));
            assertEquals(List.of("ada"), said());
        }

        @Test
        void goWithTheirNamespace() {
            harness.kernel().createNamespace("lab");
            ContentRef there = new ContentRef(ContentKind.SECRET, "lab", "db");
            keep(there, Map.of("user", "ada"));
            assertEquals(ProblemCode.CONFLICT, code(() -> harness.kernel().deleteNamespace("lab", false)));
            harness.kernel().deleteNamespace("lab", true);
            assertEquals(List.of(), harness.kernel().contents(ContentKind.SECRET, Optional.empty()));
        }
    }

    @Nested
    class Variables {
        @Test
        void standWhereTheyAreReferredTo() {
            keep(DB, Map.of("user", "ada", "password", "s{{port:http}}{{secret:db/user}}"));
            harness.castAndAwait(says("URL").env("URL", "pg://{{secret:db/user}}:{{ secret:db/password }}@db"));
            assertEquals(List.of("pg://ada:s{{port:http}}{{secret:db/user}}@db"), said());
        }

        @Test
        void comeOfWholeObjectsAndTheLaterSourceAndTheEnvWin() {
            keep(DB, Map.of("A", "secret", "B", "secret", "C", "secret"));
            keep(APP, Map.of("B", "config", "C", "config"));
            harness.castAndAwait(says("A", "B", "C", "X_A").with("env", Map.of("C", "env")).with("envFrom",
                    List.of(Map.of("secret", "db"), Map.of("configmap", "app"),
                            Map.of("secretRef", "db", "prefix", "X_"))));
            assertEquals(List.of("secret", "config", "env", "secret"), said());
        }

        @Test
        void areRefusedWithTheirPlaceWhenSomethingIsMissing() {
            keep(DB, Map.of("user", "ada", "tls.key", "x"));
            assertEquals(List.of("service.env.A: there is no secret 'nope' in namespace 'default'; make it first, or "
                    + "cast it together with the service"), faults(service("api").env("A", "{{secret:nope/x}}")));
            assertTrue(faults(service("api").env("A", "{{secret:db/x}}")).getFirst().contains("has no key 'x'"));
            assertTrue(faults(service("api").env("A", "{{secret:db}}")).getFirst().contains("{{secret:NAME/KEY}}"));
            assertTrue(faults(service("api").with("envFrom", List.of(Map.of("secret", "db")))).getFirst()
                    .contains("'tls.key'"));
        }

        @Test
        void andArgumentsNameOnlyMountsThatThereAre() {
            keep(DB, Map.of("user", "ada"));
            assertEquals(List.of("service.env.A: '{{mount:nope}}' names no mount of the service; its mounts: db"),
                    faults(service("api").env("A", "{{mount:db}}/user:{{mount:nope}}").with("secretMounts",
                            List.of(Map.of("name", "db", "mountPath", "/etc/db")))));
            assertEquals(
                    List.of("service.fake.steps[0]: '{{ mount:x }}' names no mount of the service; its mounts: none"),
                    faults(service("api").does(Behaviour.program().prints("{{ mount:x }}").runsForEver())));
        }

        @Test
        void areReplacedInTheEnvironmentOnly() {
            keep(DB, Map.of("user", "ada"));
            assertTrue(faults(service("api").does(Behaviour.program().prints("{{secret:db/user}}").runsForEver()))
                    .getFirst().contains("is replaced in 'env' only"));
        }

        @Test
        void cannotBeBytesThatAreNoText() {
            harness.kernel().keepContent(DB, Map.of("NUL", OpaqueBytes.ofText("a\0b")), true);
            assertTrue(faults(service("api").env("A", "{{secret:db/NUL}}")).getFirst().contains("mount it as a file"));
        }

        @Test
        void mayComeOfTheSameCast() {
            CastDocument secret = new CastDocument(CastDocument.Kind.SECRET,
                    Mapping.of(Map.of("name", Scalar.of("db"), "data", Mapping.of(Map.of("user", Scalar.of("ada"))))));
            CastResult result = harness.kernel().cast(
                    List.of(says("A").env("A", "{{secret:db/user}}").document(), secret),
                    new CastOptions(KernelHarness.NAMESPACE, false, false));
            assertEquals(List.of("secret", "service"),
                    result.objects().stream().map(object -> object.kind().word()).toList());
            harness.awaitPhase("api", ServicePhase.RUNNING);
            assertEquals(List.of("ada"), said());
        }
    }

    @Nested
    class Files {
        private ServiceBuilder mounting() {
            return service("api").with("secretMounts", List.of(Map.of("name", "db", "mountPath", "/etc/db")))
                    .with("configMounts", List.of(Map.of("name", "conf", "configName", "app", "mountPath", "/etc/app",
                            "items", List.of(Map.of("key", "mode", "path", "deep/mode.txt")))));
        }

        @Test
        void areThereBeforeTheInstanceAndGoWithIt() {
            keep(DB, Map.of("user", "ada", "password", "x"));
            keep(APP, Map.of("mode", "fast", "other", "y"));
            harness.castAndAwait(mounting());
            InstanceId id = only("api");
            assertEquals(Map.of("db", Map.of("user", OpaqueBytes.ofText("ada"), "password", OpaqueBytes.ofText("x"))),
                    harness.secretMounts().files(id));
            assertEquals(Map.of("conf", Map.of("deep/mode.txt", OpaqueBytes.ofText("fast"))),
                    harness.configMounts().files(id));
            harness.scale("api", 0);
            harness.awaitPhase("api", ServicePhase.STOPPED);
            assertEquals(0, harness.secretMounts().instances().size() + harness.configMounts().instances().size());
        }

        @Test
        void ofInstancesThatEndedWithTheKernelAreSweptByTheNext() {
            keep(DB, Map.of("user", "ada"));
            keep(APP, Map.of("mode", "fast"));
            harness.castAndAwait(mounting());
            InstanceId id = only("api");
            harness.killKernel();
            harness.host().end(id, Exit.signal(9));
            harness.startKernel();
            harness.await("another lives", () -> ids("api").size() == 1 && !only("api").equals(id));
            assertEquals(Set.of(only("api")), harness.secretMounts().instances());
        }

        @Test
        void ofAnInstanceWhoseStartSeemedToFailStayAsLongAsItLives() {
            keep(DB, Map.of("user", "ada"));
            keep(APP, Map.of("mode", "fast"));
            harness.host().loseStartReplies(1);
            harness.castAndAwait(mounting());
            assertEquals(Set.of(only("api")), harness.secretMounts().instances());
            assertEquals(Set.of("db"), harness.secretMounts().files(only("api")).keySet());
        }

        @Test
        void thatCannotBeMadeAreTriedAgain() {
            keep(DB, Map.of("user", "ada"));
            keep(APP, Map.of("mode", "fast"));
            harness.configMounts().breaks(true);
            harness.cast(mounting());
            assertEquals(0, harness.secretMounts().instances().size());
            harness.configMounts().breaks(false);
            harness.awaitPhase("api", ServicePhase.RUNNING);
        }

        @Test
        void stayInTheirDirectory() {
            keep(DB, Map.of("user", "ada"));
            Stream.of("../x", "/x", "a/../../x", "", "a//b", ".").forEach(path -> faults(service("api").with(
                    "secretMounts", List.of(Map.of("name", "db", "mountPath", "/etc/db", "items",
                            List.of(Map.of("key", "user", "path", path)))))));
            Stream.of("etc", "/", "/etc/..", "/etc/./x").forEach(path -> faults(
                    service("api").with("secretMounts", List.of(Map.of("name", "db", "mountPath", path)))));
            faults(service("api").with("secretMounts", List.of(Map.of("name", "db", "mountPath", "/a", "items", List
                    .of(Map.of("key", "user", "path", "x"), Map.of("key", "user", "path", "x/y"))))));
        }
    }

    @Nested
    class ANewVersion {
        @Test
        void makesInstancesStaleUntilTheyAreRestarted() {
            keep(DB, Map.of("user", "ada"));
            harness.castAndAwait(says("A").env("A", "{{secret:db/user}}"));
            assertFalse(onlyStatus("api").stale());
            keep(DB, Map.of("user", "bob"));
            assertTrue(onlyStatus("api").stale());
            assertEquals(1, harness.status("api").generation());
            harness.restartKernel();
            harness.await("looked at", () -> harness.status("api").readyReplicas() == 1);
            assertTrue(onlyStatus("api").stale());
            harness.kernel().restart(KernelHarness.ref("api"), false);
            harness.await("restarted", () -> harness.status("api").readyReplicas() == 1 && !onlyStatus("api").stale());
            assertEquals(List.of("bob"), said());
        }

        @Test
        void isWaitedForWhereThereIsNone() {
            keep(DB, Map.of("user", "ada"));
            harness.castAndAwait(says("A").env("A", "{{secret:db/user}}"));
            harness.kernel().deleteContent(DB, true);
            harness.kernel().restart(KernelHarness.ref("api"), false);
            harness.await("it waits", () -> harness.status("api").message().contains("waiting for secret 'db'"));
            keep(DB, Map.of("user", "eve"));
            harness.awaitPhase("api", ServicePhase.RUNNING);
            assertEquals(List.of("eve"), said());
        }

        private ServiceBuilder following(String... variables) {
            return says(variables).with("updateStrategy", Map.of("onConfigChange", "rollout"));
        }

        @Test
        void toFollowFromNowOnIsSaidToReplaceInstances() {
            keep(DB, Map.of("user", "ada"));
            harness.castAndAwait(says("A").env("A", "{{secret:db/user}}"));
            assertTrue(harness.cast(following("A").env("A", "{{secret:db/user}}")).objects().getFirst().replaces());
        }

        @Test
        void isRolledOutWhereTheServiceSaysSo() {
            keep(DB, Map.of("user", "ada"));
            harness.castAndAwait(following("A").env("A", "{{secret:db/user}}").scale(2));
            keep(DB, Map.of("user", "bob"));
            assertEquals(2, harness.status("api").generation());
            awaitRollout("api", Rollout.State.COMPLETE);
            harness.await("all new", () -> said().stream().filter("bob"::equals).count() == 2);
            assertTrue(harness.instances("api").stream().noneMatch(InstanceStatus::stale));
            keep(DB, Map.of("user", "bob"));
            assertEquals(2, harness.status("api").generation());
        }

        private CastDocument secret(String name, String user) {
            return new CastDocument(CastDocument.Kind.SECRET, Mapping
                    .of(Map.of("name", Scalar.of(name), "data", Mapping.of(Map.of("user", Scalar.of(user))))));
        }

        private void castTogether(CastDocument... documents) {
            harness.kernel().cast(List.of(documents), new CastOptions(KernelHarness.NAMESPACE, false, false));
            harness.settle();
        }

        @Test
        void isOneUpdateHoweverManyComeTogether() {
            ServiceBuilder service = following("A", "B")
                    .with("env", Map.of("A", "{{secret:one/user}}", "B", "{{secret:two/user}}"));
            castTogether(secret("one", "ada"), secret("two", "ada"), service.document());
            awaitRollout("api", Rollout.State.COMPLETE);
            assertEquals(1, harness.status("api").generation());
            castTogether(secret("one", "bob"), secret("two", "bob"));
            assertEquals(2, harness.status("api").generation());
            awaitRollout("api", Rollout.State.COMPLETE);
            castTogether(secret("one", "eve"), secret("two", "eve"), service.scale(2).document());
            assertEquals(3, harness.status("api").generation());
            awaitRollout("api", Rollout.State.COMPLETE);
            harness.await("all new", () -> said().stream().filter("eve"::equals).count() == 4);
        }

        @Test
        void thatFailsGoesBackToTheVersionBefore() {
            keep(DB, Map.of("user", "ada", "nul", "fine"));
            harness.castAndAwait(
                    following("A").with("env", Map.of("A", "{{secret:db/user}}", "B", "{{secret:db/nul}}")));
            awaitRollout("api", Rollout.State.COMPLETE);
            keep(DB, Map.of("user", "bob", "nul", "no\0text"));
            harness.await("it went back", () -> harness.status("api").generation() == 3);
            awaitRollout("api", Rollout.State.COMPLETE);
            harness.kernel().restart(KernelHarness.ref("api"), false);
            harness.await("restarted", () -> harness.status("api").generation() == 4
                    && harness.phase("api") == ServicePhase.RUNNING);
            assertEquals(List.of("ada"), said());
            assertTrue(onlyStatus("api").stale());
            assertEquals(1, harness.kernel().rotateMasterKey());
            harness.restartKernel();
            keep(DB, Map.of("user", "eve", "nul", "fine"));
            harness.await("the next one is taken", () -> harness.status("api").generation() == 5
                    && harness.instances("api").size() == 1 && !onlyStatus("api").stale());
            assertEquals(List.of("eve"), said());
        }
    }
}
