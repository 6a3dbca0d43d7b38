/**
 * The exposures {@code http} and {@code tcp}: the host's front door, and ports of the host that lead to services.
 *
 * <p>Everything that belongs to one client's connection, the connections to instances included, lives on the event loop
 * that took it, so that none of it needs a lock. What the loops share is the routes, which are replaced as a whole, and
 * a counter for each instance.
 */
module dev.rune.plugin.expose {
    requires dev.rune.kernel;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.codec.http2;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;

    provides dev.rune.kernel.spi.exposure.ExposureProvider with dev.rune.plugin.expose.HttpExposureProvider,
            dev.rune.plugin.expose.TcpExposureProvider;
}
