package dev.rune.plugin.expose;

import dev.rune.kernel.status.InstanceId;
import java.lang.System.Logger.Level;
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
    static void write(Origin origin, RequestHead request, int status, long nanos, Optional<InstanceId> instance) {
        LOGGER.log(Level.INFO,
                () -> "%s %s %s %s %d µs".formatted(origin.address(), status == 0 ? "gone" : Integer.toString(status),
                        request, instance.map(InstanceId::toString).orElse("-"), nanos / 1000));
    }
}
