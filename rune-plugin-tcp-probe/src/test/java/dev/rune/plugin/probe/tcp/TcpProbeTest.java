package dev.rune.plugin.probe.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.spec.PortRef;
import dev.rune.kernel.spi.probe.ProbeTarget;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TcpProbeTest {
    private static Verdict attempt(String host, int port) {
        ProbeTarget target = new ProbeTarget(new InstanceId("default", "db-1"),
                Optional.of(new Endpoint("db", 5432, host, port, false)));
        return new TcpProbe().attempt(target, new TcpSection(new PortRef("db")), Duration.ofSeconds(10));
    }

    @Test
    void aVerdictNamesTheAddress() throws IOException {
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        int port = server.getLocalPort();
        assertEquals(new Verdict.Healthy("connected to 127.0.0.1:" + port), attempt("127.0.0.1", port));
        server.close();
        assertEquals(new Verdict.Unhealthy("no connection to 127.0.0.1:" + port + ": Connection refused"),
                attempt("127.0.0.1", port));
    }

    @Test
    void aHostThatIsNotKnownIsUnhealthy() {
        assertEquals(new Verdict.Unhealthy("unknown host nowhere.invalid"), attempt("nowhere.invalid", 1));
    }

    @Test
    void aPortMayBeANumber() {
        var section = new TcpProbeProvider().section().bind(Mapping.of(Map.of("port", Scalar.of(5432))), "probe",
                finding -> {
                    throw new AssertionError(finding);
                });
        assertEquals(Optional.of(new TcpSection(new PortRef("5432"))), section);
    }

    @Test
    void aPortMustBeSaid() {
        List<String> findings = new ArrayList<>();
        new TcpProbeProvider().section().bind(Mapping.empty(), "probe", finding -> findings.add(finding.path()));
        assertEquals(1, findings.size());
    }
}
