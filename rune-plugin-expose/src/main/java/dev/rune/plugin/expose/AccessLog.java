package dev.rune.plugin.expose;

import dev.rune.kernel.status.InstanceId;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A line for each request. */
final class AccessLog {
    private static final System.Logger LOGGER = System.getLogger("dev.rune.access");

    private AccessLog() {}

    /**
     * Writes one down.
     *
     * @param status what was answered; 0 where the client was gone before
     */
    static void write(InetSocketAddress client, HttpRequest request, int status, long nanos,
            Optional<InstanceId> instance) {
        LOGGER.log(Level.INFO, () -> "%s %s %s %s%s %s %d µs".formatted(client.getAddress().getHostAddress(),
                status == 0 ? "gone" : Integer.toString(status), request.method(),
                request.headers().get(HttpHeaderNames.HOST, "-"), request.uri(),
                instance.map(InstanceId::toString).orElse("-"), nanos / 1000));
    }
}
