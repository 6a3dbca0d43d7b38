package org.example.jsonhealth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rune.kernel.spec.PortRef;
import dev.rune.kernel.spi.probe.Verdict;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static final JsonHealthSection SECTION = new JsonHealthSection(PortRef.parse("http"), "/health", "status",
            "UP");

    private static Verdict judged(String body) {
        return Answer.judge(("HTTP/1.1 503 X\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8), "h:1", SECTION);
    }

    @Test
    void theMemberDecidesWhateverTheStatusOfTheAnswer() {
        assertEquals(new Verdict.Healthy("h:1/health says status UP"), judged("{\"a\": {\"b\": []}, \"status\": \"UP\"}"));
        assertEquals(new Verdict.Unhealthy("h:1/health says status DOWN"), judged("{\"status\": \"DOWN\"}"));
    }

    @Test
    void whatIsNotThereIsTold() {
        assertEquals(new Verdict.Unhealthy("h:1/health has no 'status'"), judged("{\"state\": \"UP\"}"));
        assertEquals(new Verdict.Unhealthy("h:1/health has no 'status'"), judged("{\"status\": {}}"));
        assertEquals(new Verdict.Unhealthy("h:1/health has no 'status'"), judged("[]"));
        assertEquals(new Verdict.Unhealthy("h:1/health gave no JSON object"), judged("UP"));
        assertEquals(new Verdict.Unhealthy("h:1 gave no HTTP answer"),
                Answer.judge("UP".getBytes(StandardCharsets.UTF_8), "h:1", SECTION));
    }
}
