package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking after many containers costs the engine one question, however many there are. */
class OneListPerPassTest {
    private static final int SCALE = 100;
    private static final String LIST = "GET /containers/json";

    @TempDir
    Path directory;

    @Test
    void aLookAtTwoServicesOfAHundredContainersAsksTheEngineForOneList() {
        try (var engine = new FakeEngine();
                var runed = Runed.start(directory, Map.of("DOCKER_HOST", engine.host()))) {
            for (var name : List.of("first", "second")) {
                runed.cast("service: { name: %s, image: \"example:1\", scale: %d }".formatted(name, SCALE),
                        "--timeout", "2m").done();
            }
            var started = engine.take();
            assertEquals(2 * SCALE, started.stream().filter(r -> r.equals("POST /containers/ID/start")).count());

            // Both services are looked at again twice a minute, whatever happens, and at the same time. Before that a
            // pass or two may still follow from the starts.
            for (var looks = 0; looks < 2; looks++) {
                engine.take();
                Await.that("the next look", () -> engine.seen(LIST));
                var look = engine.take();
                assertEquals(List.of(LIST), look.stream().distinct().toList());
                assertTrue(look.size() <= 2, look::toString);
            }
        }
    }
}
