package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.Label;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.probe.Probe;
import dev.rune.kernel.spi.probe.ProbeProvider;
import dev.rune.kernel.spi.probe.ProbeTarget;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.InstanceId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every probe must do, as numbered rules, against real connections. A probe plugin's tests extend this class and say
 * with a {@link ProbeFixture} what a healthy answer is. No rule says how fast a probe is; those about time limits only
 * tell a probe that keeps to one from a probe that never comes back.
 */
public abstract class ProbeContract {
    /** Long enough for any answer on one machine. */
    private static final Duration AMPLE = Duration.ofSeconds(10);
    /** The time limit of attempts at servers that never come to an end. */
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int LONGEST_MESSAGE = 500;

    private final List<ProbeServer> servers = new ArrayList<>();
    private ProbeFixture fixture;
    private Probe probe;
    private Record section;

    /** The fixture for one rule. */
    protected abstract ProbeFixture fixture();

    @BeforeEach
    final void open(@TempDir Path directory) {
        fixture = fixture();
        probe = fixture.provider().create(new PluginContext("contract", directory));
        section = bound(fixture.provider().section());
    }

    @AfterEach
    final void close() {
        servers.forEach(ProbeServer::close);
        probe.close();
    }

    private <R extends Record> R bound(SectionType<R> type) {
        return type.bind(Mapping.of(fixture.section()), "probe", finding -> {
            throw new AssertionError("the fixture's section is not accepted: " + finding);
        }).orElseThrow();
    }

    /** How long past its limit an attempt may come back without counting as one that never does. */
    Duration patience() {
        return Duration.ofSeconds(10);
    }

    private ProbeServer server(ProbeServer.Manner manner) {
        ProbeServer server = ProbeServer.that(manner);
        servers.add(server);
        return server;
    }

    private ProbeServer well() {
        return server(connection -> fixture.answerWell(connection));
    }

    private static ProbeTarget target(Endpoint endpoint) {
        return new ProbeTarget(new InstanceId("default", "api-1"), Optional.of(endpoint));
    }

    /** An attempt on a thread of its own, which must come back although nobody stops it. */
    private Verdict attempt(Endpoint endpoint, Duration timeout) {
        return outcome(started(endpoint, timeout), timeout);
    }

    private FutureTask<Verdict> started(Endpoint endpoint, Duration timeout) {
        FutureTask<Verdict> attempt = new FutureTask<>(() -> probe.attempt(target(endpoint), section, timeout));
        Thread.ofVirtual().name("attempt").start(attempt);
        return attempt;
    }

    private Verdict outcome(Future<Verdict> attempt, Duration timeout) {
        try {
            Verdict verdict = attempt.get(timeout.plus(patience()).toMillis(), TimeUnit.MILLISECONDS);
            assertTrue(verdict != null, "an attempt ends in a verdict, not in null");
            assertReadable(verdict.message());
            return verdict;
        } catch (ExecutionException e) {
            throw new AssertionError("an attempt ends in a verdict, not in an exception", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the attempt did not come back");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertReadable(String message) {
        assertFalse(message.isBlank(), "a verdict says something");
        assertTrue(message.length() <= LONGEST_MESSAGE,
                () -> "a verdict is short, not " + message.length() + " characters");
        assertTrue(message.codePoints().noneMatch(Character::isISOControl), () -> "one printable line: " + message);
    }

    private static void assertHealthy(Verdict verdict) {
        assertInstanceOf(Verdict.Healthy.class, verdict);
    }

    private static void assertUnhealthy(Verdict verdict) {
        assertInstanceOf(Verdict.Unhealthy.class, verdict);
    }

    /** For servers that accept and then do not answer as they should. */
    private void assertJudged(Verdict verdict) {
        if (fixture.wantsAnswer()) {
            assertUnhealthy(verdict);
        } else {
            assertHealthy(verdict);
        }
    }

    /** Short where the limit is bound to be reached; a probe that is content before must not be hurried. */
    private Duration limit() {
        return fixture.wantsAnswer() ? SHORT : AMPLE;
    }

    @Test
    @DisplayName("P01 the provider's word is a name and the same each time, and so is its section")
    final void theProvidersWordIsWellFormed() {
        ProbeProvider provider = fixture.provider();
        assertEquals(provider.type(), Label.parse(provider.type()).text());
        assertEquals(provider.type(), provider.type());
        assertEquals(provider.section().record(), provider.section().record());
    }

    @Test
    @DisplayName("P02 the section prints what it read")
    final void theSectionPrintsWhatItRead() {
        printsAndReadsBack(fixture.provider().section());
    }

    private <R extends Record> void printsAndReadsBack(SectionType<R> type) {
        R value = type.record().cast(section);
        assertEquals(value, type.bind(type.print(value), "probe", finding -> {
            throw new AssertionError("what was printed is not accepted: " + finding);
        }).orElseThrow());
    }

    @Test
    @DisplayName("P03 the port is the one that the section names")
    final void thePortIsTheOneNamed() {
        assertEquals(Optional.of(ProbeFixture.PORT), fixture.provider().port(section).map(port -> port.text()));
    }

    @Test
    @DisplayName("P04 who answers well is healthy")
    final void whoAnswersWellIsHealthy() {
        assertHealthy(attempt(well().endpoint(), AMPLE));
    }

    @Test
    @DisplayName("P05 where nobody listens it is unhealthy")
    final void whereNobodyListensItIsUnhealthy() {
        assertUnhealthy(attempt(ProbeServer.nobody(), AMPLE));
    }

    @Test
    @DisplayName("P06 nothing is remembered: a verdict is about now")
    final void aVerdictIsAboutNow() {
        ProbeServer server = well();
        assertHealthy(attempt(server.endpoint(), AMPLE));
        server.close();
        assertUnhealthy(attempt(server.endpoint(), AMPLE));
        assertHealthy(attempt(well().endpoint(), AMPLE));
    }

    @Test
    @DisplayName("P07 a connection that cannot be opened ends with the time limit")
    final void aConnectionThatCannotBeOpenedEnds() {
        ProbeServer server = ProbeServer.full();
        servers.add(server);
        assertUnhealthy(attempt(server.endpoint(), SHORT));
    }

    @Test
    @DisplayName("P08 a server that never answers does not hold the probe")
    final void aSilentServerDoesNotHoldTheProbe() {
        assertJudged(attempt(server(ProbeServer.SILENT).endpoint(), limit()));
    }

    @Test
    @DisplayName("P09 the time limit is one for all: a byte now and then does not draw it out")
    final void bytesNowAndThenDoNotDrawItOut() {
        assertJudged(attempt(server(ProbeServer.DRIPS).endpoint(), limit()));
    }

    @Test
    @DisplayName("P10 an answer without end does not hold the probe")
    final void anEndlessAnswerDoesNotHoldTheProbe() {
        assertJudged(attempt(server(ProbeServer.FLOODS).endpoint(), AMPLE));
    }

    @Test
    @DisplayName("P11 a server that hangs up is judged by what it said")
    final void aServerThatHangsUpIsJudged() {
        assertJudged(attempt(server(ProbeServer.HANGS_UP).endpoint(), AMPLE));
    }

    @Test
    @DisplayName("P12 garbage is no answer, and is told in one printable line")
    final void garbageIsNoAnswer() {
        assertJudged(attempt(server(ProbeServer.GARBAGE).endpoint(), AMPLE));
    }

    @Test
    @DisplayName("P13 an instance without an address cannot be judged")
    final void anInstanceWithoutAnAddressCannotBeJudged() {
        Verdict verdict = probe.attempt(new ProbeTarget(new InstanceId("default", "api-1"), Optional.empty()), section,
                AMPLE);
        assertInstanceOf(Verdict.Inconclusive.class, verdict);
        assertReadable(verdict.message());
    }

    @Test
    @DisplayName("P14 each of many attempts at once gets its own verdict")
    final void manyAttemptsAtOnce() {
        Endpoint well = well().endpoint();
        Endpoint nobody = ProbeServer.nobody();
        List<Future<Verdict>> attempts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            attempts.add(started(i % 2 == 0 ? well : nobody, AMPLE));
        }
        for (int i = 0; i < attempts.size(); i++) {
            Verdict verdict = outcome(attempts.get(i), AMPLE);
            if (i % 2 == 0) {
                assertHealthy(verdict);
            } else {
                assertUnhealthy(verdict);
            }
        }
    }

    @Test
    @DisplayName("P15 no connection stays open after its attempt, however it ended")
    final void noConnectionStaysOpen() {
        for (ProbeServer.Manner manner : List.<ProbeServer.Manner>of(connection -> fixture.answerWell(connection),
                ProbeServer.SILENT, ProbeServer.DRIPS, ProbeServer.FLOODS, ProbeServer.GARBAGE)) {
            ProbeServer server = server(manner);
            for (int i = 0; i < 3; i++) {
                attempt(server.endpoint(), SHORT);
            }
            Await.until("all " + server.accepted() + " connections are closed", patience(), () -> server.open() == 0);
        }
    }

    @Test
    @DisplayName("P16 an attempt that is interrupted ends")
    final void anInterruptedAttemptEnds() {
        if (!fixture.wantsAnswer()) {
            return; // it has ended when the server can notice it
        }
        ProbeServer server = server(ProbeServer.SILENT);
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        Thread attempt = Thread.ofVirtual().start(() -> {
            try {
                verdict.complete(probe.attempt(target(server.endpoint()), section, Duration.ofDays(1)));
            } catch (RuntimeException e) {
                verdict.completeExceptionally(e);
            }
        });
        Await.until("the server has a connection", patience(), () -> server.accepted() == 1);
        attempt.interrupt();
        assertFalse(outcome(verdict, Duration.ZERO) instanceof Verdict.Healthy);
    }

    @Test
    @DisplayName("P17 closing twice does no harm")
    final void closingTwiceDoesNoHarm() {
        assertHealthy(attempt(well().endpoint(), AMPLE));
        probe.close();
        probe.close();
    }
}
