package dev.rune.plugin.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Names of images")
class ImageNameTest {
    @ParameterizedTest
    @DisplayName("are read as the engine reads them")
    @CsvSource({"nginx, docker.io/library/nginx:latest", "nginx:alpine, docker.io/library/nginx:alpine",
            "grafana/loki:3, docker.io/grafana/loki:3", "ghcr.io/example/api:1.4.0, ghcr.io/example/api:1.4.0",
            "localhost/x, localhost/x:latest", "localhost:5000/a/b/c:v1, localhost:5000/a/b/c:v1",
            "index.docker.io/me/x:1, docker.io/me/x:1", "a__b/c--d:G, docker.io/a__b/c--d:G"})
    void areRead(String text, String whole) {
        assertEquals(whole, ImageName.parse(text).toString());
    }

    @Test
    @DisplayName("have a digest instead of a tag, or both")
    void digests() {
        String digest = "sha256:" + "0123456789abcdef".repeat(4);
        assertEquals("docker.io/library/nginx@" + digest, ImageName.parse("nginx@" + digest).toString());
        ImageName both = ImageName.parse("nginx:1.27@" + digest);
        assertEquals(digest, both.version());
        assertEquals("1.27", both.tag().orElseThrow());
    }

    @ParameterizedTest
    @DisplayName("that are none are refused, with what they might be")
    @ValueSource(strings = {"", "Nginx", "nginx:", "nginx:a b", "-nginx", "nginx@sha256:12", "http://x/y", "a//b",
            "UPPER/x", "nginx:" + "1234567890123456789012345678901234567890123456789012345678901234567890"
                    + "1234567890123456789012345678901234567890123456789012345678901234567890"})
    void areRefused(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> ImageName.parse(text)).getMessage();
        assertTrue(message.contains("'" + text + "' is no image"), message);
    }
}
