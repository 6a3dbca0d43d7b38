package dev.rune.plugin.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.section.Sequence;
import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is written is read again as it was")
class FormsTest {
    @Test
    @DisplayName("an instance's record")
    void records() {
        InstanceId id = new InstanceId("ns", "api-7");
        InstanceLabels labels = new InstanceLabels("api", "a\\b=c\nd e", 3, 9, 12, "sha256:x", "5f=2");
        List<Endpoint> endpoints = List.of(new Endpoint("http", 80, "127.0.0.1", 20_001, false),
                new Endpoint("dns", 53, "127.0.0.1", 53, true));
        ControlGroup cgroup = new ControlGroup(
                List.of(Path.of("/sys/fs/cgroup/cpu/x"), Path.of("/sys/fs/cgroup/memory/x")));
        String text = InstanceRecord.text("own er", "boot", id, labels, endpoints, cgroup, 65_534)
                + "shim=10\nshimStart=20\npid=11\nstart=21\nstartedAt=1700000000123456789\n";
        assertEquals(Optional.of(new InstanceRecord("own er", "boot", id, labels, endpoints, cgroup, 65_534,
                new ProcessKey(10, 20), new ProcessKey(11, 21), Instant.ofEpochSecond(1_700_000_000, 123_456_789))),
                InstanceRecord.parse(text));
        for (int cut = 0; cut < text.length() - "1700000000123456789\n".length(); cut++) {
            assertTrue(InstanceRecord.parse(text.substring(0, cut)).isEmpty(), "half a record is none");
        }
    }

    @Test
    @DisplayName("an ending")
    void endings() {
        Instant at = Instant.ofEpochSecond(1_700_000_000, 5);
        for (Exit exit : List.of(Exit.code(0), Exit.code(255), Exit.signal(9), Exit.UNKNOWN)) {
            assertEquals(Optional.of(new Ending(exit, at)), Ending.parse(new Ending(exit, at).text()));
        }
        Ending memory = new Ending(Exit.signal(9), at).becauseOfMemory();
        assertEquals(Optional.of(memory), Ending.parse(memory.text()));
        assertEquals(Optional.empty(), Ending.parse("code 3"));
        assertEquals(Exit.code(3), Ending.ofWaitStatus(3 << 8, at).exit());
        assertEquals(Exit.signal(15), Ending.ofWaitStatus(15, at).exit());
    }

    @Test
    @DisplayName("a launch request")
    void launchRequests() {
        byte[] filter = SystemCalls.filter(List.of(), List.of("mkdir"));
        byte[] bytes = new LaunchRequest().add(LaunchRequest.ARG, List.of("a", "", "ü\n"))
                .add(LaunchRequest.SECCOMP, filter)
                .add(LaunchRequest.ENV, "A=b").bytes();
        LaunchRequest read = LaunchRequest.parse(Arrays.copyOfRange(bytes, 4, bytes.length));
        assertEquals(List.of("a", "", "ü\n"), read.values(LaunchRequest.ARG));
        assertArrayEquals(bytes, read.bytes());
        assertEquals(List.of(), read.without("ae").values(LaunchRequest.ENV));
    }

    @Test
    @DisplayName("a section with everything in it, and one with nothing but the command")
    void sections() {
        SectionType<?> type = new ProcessRunnerProvider().section();
        Mapping full = Mapping.of(Map.of("command", Scalar.of("/usr/local/bin/agent"), "args",
                Sequence.of(List.of(Scalar.of("--config"), Scalar.of("/etc/agent.toml"))), "workdir",
                Scalar.of("/var/lib/agent"), "securityContext",
                Mapping.of(Map.of("user", Scalar.of(1000), "noNewPrivileges", Scalar.of(true), "capabilities",
                        Sequence.of(List.of(Scalar.of("CAP_NET_BIND_SERVICE")))))));
        ProcessSection section = (ProcessSection) bind(type, full);
        assertEquals("/var/lib/agent", section.workdir());
        assertEquals(Optional.of("1000"), section.securityContext().user());
        assertEquals(Optional.of(List.of(LinuxCapability.NET_BIND_SERVICE)), section.securityContext().capabilities());
        ProcessSection plain = (ProcessSection) bind(type, Mapping.of(Map.of("command", Scalar.of("agent"))));
        assertEquals(new ProcessSection("agent", List.of(), "/", Bench.PLAIN), plain);
    }

    private static Record bind(SectionType<?> type, Mapping mapping) {
        List<String> findings = new ArrayList<>();
        Optional<? extends Record> bound = type.bind(mapping, "process", finding -> findings.add(finding.message()));
        assertEquals(List.of(), findings);
        return bound.orElseThrow();
    }
}
