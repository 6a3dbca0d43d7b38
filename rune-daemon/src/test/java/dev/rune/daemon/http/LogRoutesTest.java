package dev.rune.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.daemon.castfile.JsonNodes;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.spi.host.LogSelection;
import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.status.InstanceId;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log lines on their way to a client. */
class LogRoutesTest {
    private static final String LOGS = "/v1/namespaces/default/logs/api";
    private static final InstanceId INSTANCE = new InstanceId("default", "api-x0");

    @TempDir
    Path directory;
    ApiFixture api;
    final List<LogSelection> selections = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        api = ApiFixture.start(directory);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    /** A reader of lines put in from outside, which blocks like one that follows. */
    private static final class Written implements LogReader {
        private static final LogLine END = line("end");
        final BlockingQueue<LogLine> lines = new LinkedBlockingQueue<>();
        volatile boolean closed;

        @Override
        public Optional<LogLine> next() throws InterruptedException {
            LogLine line = lines.take();
            return line == END ? Optional.empty() : Optional.of(line);
        }

        @Override
        public void close() {
            closed = true;
            lines.add(END);
        }

        Written write(String... texts) {
            for (String text : texts) {
                lines.add(line(text));
            }
            return this;
        }

        Written ended() {
            lines.add(END);
            return this;
        }
    }

    private static LogLine line(String text) {
        return new LogLine(FakeKernel.THEN, INSTANCE, LogLine.Stream.STDOUT, text);
    }

    private void serve(LogReader... readers) {
        AtomicInteger next = new AtomicInteger();
        api.kernel.logs = (_, selection) -> {
            selections.add(selection);
            return readers[next.getAndIncrement()];
        };
    }

    @Test
    void oneObjectALine() throws Exception {
        Written written = new Written();
        written.lines.add(line("plain"));
        written.lines
                .add(new LogLine(Instant.parse("2026-01-02T23:59:59.000000001Z"), new InstanceId("default", "api-x1"),
                        LogLine.Stream.STDERR, "\"q\" \\ \t \u0000 é 漢 😀 \ud800"));
        serve(written.ended());
        HttpResponse<String> answer = api.get(LOGS);
        assertEquals("application/x-ndjson", answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals("""
                {"time":"2026-01-02T03:04:05.678000Z","instance":"api-x0","stream":"stdout","line":"plain"}
                {"time":"2026-01-02T23:59:59.000000Z","instance":"api-x1","stream":"stderr",\
                "line":"\\"q\\" \\\\ \\t \\u0000 é 漢 😀 \ufffd"}
                """, answer.body());
    }

    @Test
    void everyCharacterSurvives() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c < 0x11000; c += c < 0x300 ? 1 : 37) {
            if (c < 0xD800 || c > 0xDFFF) {
                all.appendCodePoint(c);
            }
        }
        serve(new Written().write(all.toString()).ended());
        assertEquals(all.toString(), text(api.get(LOGS).body()));
    }

    @Test
    void whatIsAskedForReachesTheKernel() throws Exception {
        serve(new Written().ended(), new Written().ended());
        api.get(LOGS);
        api.get(LOGS
                + "?tail=0&since=2026-01-01T00:00:00Z&until=2026-01-02T00:00:00%2B02:00&previous=true&follow=true");
        assertEquals("LogQuery[tail=OptionalInt[100], since=Optional.empty, until=Optional.empty, follow=false]",
                selections.get(0).query().toString());
        assertEquals("LogSelection[query=LogQuery[tail=OptionalInt.empty, since=Optional[2026-01-01T00:00:00Z],"
                + " until=Optional[2026-01-01T22:00:00Z], follow=true], previous=true]", selections.get(1).toString());
    }

    @Test
    void wrongWordsAreRefused() throws Exception {
        for (String query : List.of("tail=-1", "tail=many", "since=yesterday", "grep=(", "follow=perhaps")) {
            HttpResponse<String> answer = api.get(LOGS + "?" + query);
            assertEquals(400, answer.statusCode(), query + ": " + answer.body());
        }
        assertEquals(404, api.get(LOGS).statusCode());
    }

    @Test
    void aFollowedLineComesAtOnce() throws Exception {
        Written written = new Written();
        serve(written);
        try (BufferedReader lines = api.lines(LOGS + "?follow=true")) {
            for (int i = 0; i < 5; i++) {
                written.write("line " + i);
                assertTrue(lines.readLine().contains("\"line\":\"line " + i + "\""));
            }
            written.ended();
            assertEquals(null, lines.readLine());
        }
        ApiFixture.await("the reader is closed", () -> written.closed);
    }

    @Test
    void manyLinesComeCompleteAndInOrder() throws Exception {
        AtomicInteger count = new AtomicInteger();
        serve(new LogReader() {
            @Override
            public Optional<LogLine> next() {
                int number = count.incrementAndGet();
                return number > 200_000 ? Optional.empty() : Optional.of(line("line number " + number));
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        });
        try (BufferedReader lines = api.lines(LOGS + "?tail=0")) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                assertTrue(line.endsWith("\"line number " + number + "\"}"), line);
            }
            assertEquals(200_000, number);
        }
    }

    @Test
    void noMoreIsReadThanTheClientTakes() throws Exception {
        AtomicInteger count = new AtomicInteger();
        serve(new LogReader() {
            @Override
            public Optional<LogLine> next() {
                count.incrementAndGet();
                return Optional.of(line("x".repeat(1000)));
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        });
        try (Socket deaf = api.socket()) {
            deaf.getOutputStream()
                    .write(("GET " + LOGS + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + api.token
                            + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            AtomicInteger last = new AtomicInteger(-1);
            // It stands still once everything between the two is full, after some megabytes.
            ApiFixture.await("reading stops", () -> {
                boolean same = count.get() > 0 && last.getAndSet(count.get()) == count.get();
                return same && count.get() < 100_000;
            });
        }
    }

    @Test
    void aClientThatGoesClosesTheReader() throws Exception {
        Written written = new Written();
        serve(written);
        api.lines(LOGS + "?follow=true").close();
        ApiFixture.await("the reader is closed", () -> {
            written.write("is anybody there?");
            return written.closed;
        });
    }

    @Test
    void aFailureInTheMiddleDoesNotLookLikeTheEnd() throws Exception {
        AtomicInteger count = new AtomicInteger();
        serve(new LogReader() {
            @Override
            public Optional<LogLine> next() {
                if (count.incrementAndGet() > 50_000) {
                    throw ProblemException.of(ProblemCode.UNAVAILABLE, "the disk is away");
                }
                return Optional.of(line("x"));
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        });
        assertThrows(IOException.class, () -> api.get(LOGS + "?tail=0"));
    }

    @Test
    void grepCountsWhatItFinds() throws Exception {
        serve(new Written().write("a1", "b", "a2", "b", "a3", "b").ended());
        assertEquals(List.of("a2", "a3"), texts(api.get(LOGS + "?tail=2&grep=%5Ea").body()));
        assertEquals("tail=OptionalInt.empty", selections.getFirst().query().toString().substring(9, 31));
    }

    @Test
    void grepGoesOnAfterTheLastOnes() throws Exception {
        Written later = new Written();
        serve(new Written().write("a1", "b", "a2").ended(), later);
        try (BufferedReader lines = api.lines(LOGS + "?tail=1&grep=a&follow=true")) {
            assertEquals(List.of("a2"), texts(lines.readLine()));
            later.write("b", "a3");
            assertEquals(List.of("a3"), texts(lines.readLine()));
            assertEquals(selections.get(0).query().until(), selections.get(1).query().since());
        }
    }

    @Test
    void followersEndWithTheServer() throws Exception {
        Written written = new Written();
        serve(written);
        try (BufferedReader lines = api.lines(LOGS + "?follow=true")) {
            written.write("one");
            lines.readLine();
            api.server.close();
            assertEquals(null, lines.readLine());
        }
    }

    private static List<String> texts(String lines) {
        return lines.lines().map(LogRoutesTest::text).toList();
    }

    private static String text(String line) {
        return ((Scalar) ((Mapping) JsonNodes.read(line)).get("line").orElseThrow()).text();
    }
}
