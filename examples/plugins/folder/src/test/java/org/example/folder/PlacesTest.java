package org.example.folder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacesTest {
    @TempDir
    Path directory;

    private Places places(String json) throws IOException {
        return Places.of(Files.writeString(directory.resolve("values.json"), json));
    }

    private static String filled(Places places, String text) {
        return new String(places.fill("file", text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void placesAreFilledOnce() throws IOException {
        Places places = places("{\"name\": \"Zoë\", \"port\": 8080, \"deep\": \"${name}\"}");
        assertEquals("Zoë:8080 ${name} or else", filled(places, "${name}:${port} ${deep} ${none:-or else}"));
    }

    @Test
    void bytesThatAreNoTextStayAsTheyAre() throws IOException {
        byte[] bytes = {'$', '{', 'a', '}', (byte) 0xff};
        assertArrayEquals(bytes, places("{}").fill("file", bytes));
    }

    @Test
    void aPlaceWithoutAValueIsToldWithItsFile() throws IOException {
        Places places = places("{\"name\": \"x\"}");
        String message = assertThrows(ProblemException.class, () -> filled(places, "${nme}")).problem().message();
        assertTrue(message.startsWith("file has a place for which " + directory.resolve("values.json")), message);
        assertTrue(message.contains("nme"), message);
    }

    @Test
    void whatIsNoObjectWithValuesIsRefused() {
        assertThrows(ProblemException.class, () -> places("[1]"));
        assertThrows(ProblemException.class, () -> places("{\"a\": {\"b\": 1}}"));
        assertThrows(ProblemException.class, () -> places("{\"a\": "));
        assertThrows(ProblemException.class, () -> places(""));
    }
}
