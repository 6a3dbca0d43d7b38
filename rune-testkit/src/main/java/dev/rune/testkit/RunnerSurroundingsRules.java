package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.spec.ByteSize;
import dev.rune.kernel.spec.Label;
import dev.rune.kernel.spec.Port;
import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spec.TargetPort;
import dev.rune.kernel.spi.runner.Capability;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.Refusal;
import dev.rune.kernel.spi.runner.Usage;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules about what surrounds an instance: variables, ports, limits, signals, mounted files. */
interface RunnerSurroundingsRules extends RunnerRules {
    @Test
    @DisplayName("R40 variables reach the instance as they are, odd values included")
    default void variablesReachTheInstance() {
        if (!can(Capability.LOGS)) {
            return;
        }
        Map<String, String> env = new LinkedHashMap<>();
        env.put("PLAIN", "value");
        env.put("EMPTY", "");
        env.put("SPACES", "  two  words  ");
        env.put("QUOTES", "it's \"so\" `not` $HOME \\n $(false) %s");
        env.put("EQUALS", "a=b=c");
        env.put("UNICODE", "größer → 大きい");
        env.put("_under_Score9", "yes");
        env.put("LONG", "x".repeat(10_000));
        Behaviour.Program program = Behaviour.program();
        for (String name : env.keySet()) {
            program = program.printsVariable(name);
        }
        InstanceSpec spec = bench().started(bench().spec(program.exits(0), env, List.of(), Resources.NONE));
        bench().awaitEnd(spec);
        assertEquals(List.copyOf(env.values()), bench().texts(spec));
    }

    @Test
    @DisplayName("R41 a variable's value may have several lines")
    default void aVariableMayHaveSeveralLines() {
        if (!can(Capability.LOGS)) {
            return;
        }
        InstanceSpec spec = bench().started(bench().spec(Behaviour.program().printsVariable("LINES_").exits(0),
                Map.of("LINES_", "one\ntwo\n\nfour"), List.of(), Resources.NONE));
        bench().awaitEnd(spec);
        assertEquals(List.of("one", "two", "", "four"), bench().texts(spec));
    }

    @Test
    @DisplayName("R42 an instance is told who it is and where to listen")
    default void anInstanceIsToldWhoItIs() {
        if (!can(Capability.LOGS)) {
            return;
        }
        Behaviour.Program program = Behaviour.program().printsVariable("RUNE_SERVICE_NAME")
                .printsVariable("RUNE_SERVICE_NAMESPACE").printsVariable("RUNE_INSTANCE_ID").printsVariable("PORT")
                .printsVariable("PORT_WEB_UI").printsVariable("PORT_FIXED").exits(0);
        InstanceSpec spec = bench().started(bench().spec(program, Map.of(),
                List.of(port("web-ui", 18080, Optional.of(TargetPort.AUTO)), port("fixed", 18081, Optional.empty())),
                Resources.NONE));
        bench().awaitEnd(spec);
        List<String> told = bench().texts(spec);
        assertEquals(List.of("subject", "contract", spec.id().name()), told.subList(0, 3));
        assertTrue(told.get(3).matches("[1-9][0-9]{0,4}"), () -> "PORT is '" + told.get(3) + "'");
        assertEquals(told.get(3), told.get(4));
        assertEquals("18081", told.get(5));
    }

    @Test
    @DisplayName("R43 an instance is reached at its endpoint, each at its own, also after a restart of the runner")
    default void anInstanceIsReachedAtItsEndpoint() {
        if (!can(Capability.LOGS)) {
            return;
        }
        List<Port> ports = List.of(port("web", 18082, Optional.of(TargetPort.AUTO)));
        Behaviour.Program program = Behaviour.program().listens("web");
        InstanceSpec first = bench().started(bench().spec(program, Map.of(), ports, Resources.NONE));
        InstanceSpec second = bench().started(bench().spec(program, Map.of(), ports, Resources.NONE));
        bench().awaitLine(first, "listening");
        bench().awaitLine(second, "listening");
        Endpoint one = onlyEndpoint(first);
        Endpoint two = onlyEndpoint(second);
        assertEquals("web", one.name());
        assertEquals(18082, one.servicePort());
        assertEquals("hello", answer(one));
        assertEquals("hello", answer(two));
        assertNotEquals(one.host() + ":" + one.port(), two.host() + ":" + two.port());
        bench().renew();
        assertEquals(one, onlyEndpoint(first));
        assertEquals(two, onlyEndpoint(second));
    }

    private Endpoint onlyEndpoint(InstanceSpec spec) {
        List<Endpoint> endpoints = bench().observed(spec).endpoints();
        assertEquals(1, endpoints.size(), () -> "endpoints " + endpoints);
        return endpoints.getFirst();
    }

    private static String answer(Endpoint endpoint) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), 5_000);
            socket.setSoTimeout(5_000);
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        } catch (IOException e) {
            throw new AssertionError("not reached at " + endpoint + ": " + e, e);
        }
    }

    private static Port port(String name, int number, Optional<TargetPort> target) {
        return new Port(new Label(name), number, target, Port.Protocol.TCP);
    }

    @Test
    @DisplayName("R44 a memory limit is refused by check, or enforced and then named as the reason of the end")
    default void aMemoryLimitIsRefusedOrEnforced() {
        Resources limited = new Resources(Optional.empty(),
                Optional.of(new Resources.Memory(Optional.empty(), Optional.of(ByteSize.parse("32Mi")))));
        InstanceSpec spec = bench().spec(Behaviour.program().holds(ByteSize.parse("256Mi")), Map.of(), List.of(),
                limited);
        List<Refusal> refusals = bench().provider().check(spec.workload());
        if (refusals.isEmpty()) {
            Exit exit = bench().awaitEnd(bench().started(spec)).exit().orElseThrow();
            assertTrue(exit.outOfMemory(), () -> "ended with " + exit);
        } else {
            assertEquals(List.of("resources.memory.limit"), refusals.stream().map(Refusal::path).toList());
        }
    }

    @Test
    @DisplayName("R45 a signal reaches the instance's program, and only that one")
    default void aSignalReachesTheProgram() {
        if (!can(Capability.LOGS) || !can(Capability.SIGNAL)) {
            return;
        }
        Behaviour.Program program = Behaviour.program().endsOn(Signal.SIGUSR1, 21).prints("up").runsForEver();
        InstanceSpec other = startedAndSaid(program, "up");
        InstanceSpec spec = startedAndSaid(program, "up");
        bench().runner().signal(spec.id(), Signal.SIGUSR1);
        assertEquals(Exit.code(21), bench().awaitEnd(spec).exit().orElseThrow());
        assertTrue(bench().observed(other).alive(), "the other one got it too");
        RunnerBench.refused(Set.of(ProblemCode.NOT_FOUND),
                () -> bench().runner().signal(new InstanceId("contract", "nobody-0"), Signal.SIGUSR1));
    }

    @Test
    @DisplayName("R46 what an instance uses is told: some memory, at least its own process")
    default void usageIsTold() {
        if (!can(Capability.USAGE)) {
            return;
        }
        InstanceSpec spec = bench().started(Behaviour.program().runsForEver());
        Usage usage = bench().runner().usage(spec.id());
        assertTrue(usage.memoryBytes() > 0, usage::toString);
        assertTrue(usage.processes() >= 1, usage::toString);
        assertTrue(!usage.cpu().isNegative(), usage::toString);
        RunnerBench.refused(Set.of(ProblemCode.NOT_FOUND),
                () -> bench().runner().usage(new InstanceId("contract", "nobody-0")));
    }

    @Test
    @DisplayName("R47 what stands for a reference reaches the instance as it is, whatever it looks like")
    default void referencesAreReplacedOnce() {
        if (!can(Capability.LOGS)) {
            return;
        }
        InstanceSpec plain = bench().spec(Behaviour.program().printsVariable("A").printsVariable("B").exits(0),
                Map.of("A", "<{{secret:db/a}}>", "B", "{{ secret:db/b }}{{configmap:app/c}}"), List.of(),
                Resources.NONE);
        Workload workload = plain.workload();
        InstanceSpec spec = bench().started(new InstanceSpec(plain.id(), plain.labels(),
                new Workload(workload.section(), workload.env(), workload.ports(), workload.resources(),
                        Map.of("secret:db/a", "{{secret:db/b}}{{port:web}}", "secret:db/b", "it's $HOME `id` \\1 ",
                                "configmap:app/c", "")),
                plain.mounts()));
        bench().awaitEnd(spec);
        assertEquals(List.of("<{{secret:db/b}}{{port:web}}>", "it's $HOME `id` \\1 "), bench().texts(spec));
    }

    @Test
    @DisplayName("R48 an instance sees a mounted directory where it is told, and may read it")
    default void aMountedDirectoryIsSeen() {
        if (!can(Capability.LOGS)) {
            return;
        }
        Behaviour.Program program = Behaviour.program().printsVariable("RUNE_MOUNT_MY_FILES").printsVariable("PLACE")
                .then(new Step.PrintFile("RUNE_MOUNT_MY_FILES", "deep/it's a file")).exits(0);
        InstanceSpec spec = bench().mounted(
                bench().spec(program, Map.of("PLACE", "{{mount:my-files}}/deep"), List.of(), Resources.NONE),
                "my-files",
                "deep/it's a file", "one\n  two {{mount:my-files}}\n");
        bench().started(spec);
        bench().awaitEnd(spec);
        List<String> told = bench().texts(spec);
        assertEquals(List.of(told.getFirst() + "/deep", "one", "  two {{mount:my-files}}"),
                told.subList(1, told.size()));
    }
}
