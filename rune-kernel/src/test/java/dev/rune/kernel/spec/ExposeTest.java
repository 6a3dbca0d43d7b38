package dev.rune.kernel.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.section.SectionException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExposeTest {
    private static final PortRef PORT = PortRef.parse("http");

    @Test
    void hostsAreNamesInWhateverCase() {
        for (String host : List.of("api", "api.local", "1.2.3.4", "*.example.org", "xn--bcher-kva.example", "a-b.c")) {
            assertEquals(host, VirtualHost.parse(host).text());
        }
        assertEquals(VirtualHost.parse("api.local"), VirtualHost.parse("API.Local"));
    }

    @Test
    void whatIsNoHostIsRefused() {
        for (String host : List.of("", ".", "api.", ".api", "a..b", "-a", "a-", "*", "*.", "a.*.b", "**.a", "a_b",
                "a b",
                "bücher", "[::1]", "a\n", "x".repeat(64), "a.".repeat(130) + "a", "api.local:80", "http://api.local")) {
            String message = assertThrows(IllegalArgumentException.class, () -> VirtualHost.parse(host)).getMessage();
            assertTrue(message.startsWith("'" + host + "' is no host name"), message);
        }
        assertTrue(assertThrows(IllegalArgumentException.class, () -> VirtualHost.parse("api.local:80")).getMessage()
                .endsWith("; no port belongs to it"));
    }

    @Test
    void pathsBeginWithASlashAndEndInNone() {
        assertEquals("/shop", PathPrefix.parse("/shop/").text());
        assertEquals("/a/b.c~d", PathPrefix.parse("/a/b.c~d").text());
        assertEquals("/", PathPrefix.parse("/").text());
        assertTrue(PathPrefix.parse("/").everything());
    }

    @Test
    void whatIsNoPathIsRefused() {
        for (String path : List.of("", "shop", "//", "/a//b", "/a b", "/a?b", "/a#b", "/a%20b", "/.", "/a/../b", "/a/.",
                "/ä", "/a\n", "/" + "x".repeat(1024))) {
            String message = assertThrows(IllegalArgumentException.class, () -> PathPrefix.parse(path)).getMessage();
            assertTrue(message.startsWith("'" + path + "' is no path"), message);
        }
    }

    @Test
    void aPathNeedsAHostAndStrippingNeedsAPath() {
        Optional<VirtualHost> host = Optional.of(VirtualHost.parse("api.local"));
        Optional<PathPrefix> shop = Optional.of(PathPrefix.parse("/shop"));
        assertEquals("path", assertThrows(SectionException.class,
                () -> new Expose(PORT, Optional.empty(), shop, false, Optional.empty())).key());
        assertEquals("stripPath", assertThrows(SectionException.class,
                () -> new Expose(PORT, host, Optional.empty(), true, Optional.empty())).key());
        assertEquals("stripPath", assertThrows(SectionException.class,
                () -> new Expose(PORT, host, Optional.of(PathPrefix.parse("/")), true, Optional.empty())).key());
        assertTrue(new Expose(PORT, host, shop, true, Optional.empty()).stripPath());
    }

    @Test
    void aTypeThatHasNoUseForTheRestIsRefused() {
        Optional<VirtualHost> host = Optional.of(VirtualHost.parse("api.local"));
        assertEquals("type", assertThrows(SectionException.class, () -> new Expose(PORT, host, Optional.empty(), false,
                Optional.of(new Label("tcp")))).key());
        assertEquals("type", assertThrows(SectionException.class, () -> new Expose(PORT, Optional.empty(),
                Optional.empty(), false, Optional.of(new Label("http")))).key());
        assertTrue(new Expose(PORT, host, Optional.empty(), false, Optional.of(new Label("other"))).type().isPresent());
    }
}
