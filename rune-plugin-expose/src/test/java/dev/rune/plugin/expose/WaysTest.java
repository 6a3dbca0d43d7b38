package dev.rune.plugin.expose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.exposure.RouteTable.Route;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The route of a request")
class WaysTest {
    private final Ways ways = new Ways(List.of(way("exact", "shop.example.org", "", false),
            way("cart", "shop.example.org", "/cart", true), way("wild", "*.example.org", "", false),
            way("deep", "*.eu.example.org", "/a", true)));

    private static Way way(String name, String host, String path, boolean strip) {
        return new Way(new Route(new ServiceRef("default", name), Optional.of(host),
                Optional.of(path).filter(own -> !own.isEmpty()), strip, 80, Duration.ZERO, List.of()), List.of(),
                new Tally());
    }

    private String find(String host, String path) {
        return ways.find(host, path).map(way -> way.route().service().name()).orElse("none");
    }

    @Test
    @DisplayName("is that of its name, else that of the longest wildcard")
    void names() {
        assertEquals("exact", find("shop.example.org", "/"));
        assertEquals("wild", find("any.example.org", "/"));
        assertEquals("wild", find("a.b.example.org", "/"));
        assertEquals("none", find("a.eu.example.org", "/b"));
        assertEquals("none", find("example.org", "/"));
        assertEquals("none", find("other", "/"));
    }

    @Test
    @DisplayName("is that of the longest path, by whole segments")
    void paths() {
        assertEquals("cart", find("shop.example.org", "/cart"));
        assertEquals("cart", find("shop.example.org", "/cart/1"));
        assertEquals("exact", find("shop.example.org", "/cartoon"));
        assertEquals("deep", find("x.eu.example.org", "/a/b"));
    }

    @Test
    @DisplayName("is taken off where that is asked for, and a path remains")
    void stripping() {
        Way cart = ways.find("shop.example.org", "/cart").orElseThrow();
        assertEquals("/", cart.rewritten("/cart"));
        assertEquals("/1?x=y", cart.rewritten("/cart/1?x=y"));
        assertEquals("/?x", cart.rewritten("/cart?x"));
    }
}
