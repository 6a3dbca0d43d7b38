package dev.rune.testkit.kernel;

import static dev.rune.testkit.ServiceBuilder.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.testkit.KernelHarness;
import dev.rune.testkit.ServiceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a service claims of the outside")
class ClaimsTest extends KernelTest {
    private static ServiceBuilder at(String name, String host, String path) {
        return service(name).at(host).with("expose", Map.of("port", "http", "host", host, "path", path));
    }

    private Problem refused(ServiceBuilder... services) {
        return assertThrows(ProblemException.class, () -> harness.cast(services)).problem();
    }

    private static String only(Problem problem) {
        assertEquals(1, problem.findings().size(), problem::toString);
        return problem.findings().getFirst().path() + ": " + problem.findings().getFirst().message();
    }

    private void assertTaken(String message, ServiceBuilder second) {
        Problem problem = refused(second);
        assertEquals(ProblemCode.CONFLICT, problem.code());
        assertEquals(message, only(problem));
    }

    @Test
    @DisplayName("nobody else may: a host, in whatever case and namespace")
    void host() {
        harness.kernel().createNamespace("tools");
        harness.castAndAwait(service("first").at("api.local"));
        assertTaken("service.expose.host: 'api.local' is claimed by service 'first' in namespace 'default'",
                service("second").with("namespace", "tools").at("API.local"));
        assertTrue(harness.kernel().services(Optional.of("tools")).isEmpty());
    }

    @Test
    @DisplayName("nobody else may: a host and a path, of which '/' is all")
    void path() {
        harness.cast(at("first", "api.local", "/shop"), at("other", "api.local", "/"));
        assertTaken("service.expose.host: 'api.local/shop' is claimed by service 'first' in namespace 'default'",
                at("second", "api.local", "/shop/"));
        assertTaken("service.expose.host: 'api.local' is claimed by service 'other' in namespace 'default'",
                service("second").at("api.local"));
        harness.cast(at("second", "api.local", "/shop/cart"), service("third").at("*.local"));
    }

    @Test
    @DisplayName("nobody else may: a port of the host")
    void port() {
        harness.cast(service("first").at(5432));
        assertTaken("service.expose.port: port 5432 of the host is claimed by service 'first' in namespace 'default'",
                service("second").at(5432));
        harness.cast(service("second").at(5433));
    }

    @Test
    @DisplayName("no two of one cast may; then the later one is at fault")
    void oneCast() {
        Problem problem = refused(service("first").at("api.local"), service("second").at("api.local"));
        assertEquals(ProblemCode.INVALID, problem.code());
        assertTrue(only(problem).contains("'api.local' is claimed by service"), problem::toString);
        assertEquals(List.of(), harness.kernel().services(Optional.empty()));
    }

    @Test
    @DisplayName("may move to another service in one cast, and is free when its service is deleted or says so no more")
    void handedOver() {
        harness.castAndAwait(service("first").at("api.local"));
        harness.castAndAwait(service("first").at("old.local"), service("second").at("api.local"));
        assertEquals(ids("second"), harness.http().routed("second"));
        harness.kernel().delete(KernelHarness.ref("second"), false, false);
        harness.castAndAwait(service("third").at("api.local"));
        harness.castAndAwait(service("third").at("api.local").without("expose"));
        harness.castAndAwait(service("first").at("api.local"));
        assertEquals(ids("first"), harness.http().routed("first"));
    }

    @Test
    @DisplayName("does not come back with an earlier revision while another has it")
    void undo() {
        harness.castAndAwait(service("first").at("api.local"));
        harness.castAndAwait(service("first").at("new.local").env("V", "2"));
        harness.castAndAwait(service("second").at("api.local"));
        ProblemException refused = assertThrows(ProblemException.class,
                () -> harness.kernel().undoRollout(KernelHarness.ref("first"), OptionalLong.of(1)));
        assertEquals("revision 1 cannot come back: 'api.local' is claimed by service 'second' in namespace 'default'",
                refused.getMessage());
    }

    @Test
    @DisplayName("and comes back by a roll back stays with who has it now, and is told")
    void rolledBack() {
        harness.castAndAwait(service("first").at("api.local"));
        harness.probe().answer("first", new Verdict.Unhealthy("never"));
        harness.cast(service("first").at("new.local").env("V", "2").readiness(Map.of("about", "first")));
        harness.castAndAwait(service("second").at("api.local"));
        harness.await("it went back", () -> harness.reasons("first").contains("RolledBack"));
        harness.settle();
        assertEquals(ids("second"), harness.http().routed("second"));
        assertEquals(List.of(), harness.http().routed("first"));
        assertEquals("api.local is claimed by service 'second.default'",
                harness.kernel().routes(Optional.empty()).getFirst().message());
        harness.kernel().delete(KernelHarness.ref("second"), false, false);
        harness.awaitGone("second");
        harness.await("it is routed again", () -> harness.http().routed("first").size() == 1);
    }
}
