package dev.rune.plugin.probe.tcp;

import dev.rune.kernel.spi.probe.Probe;
import dev.rune.kernel.spi.probe.ProbeTarget;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.status.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;

/** Connects and hangs up. Holds nothing between attempts. */
final class TcpProbe implements Probe {
    @Override
    public Verdict attempt(ProbeTarget target, Record section, Duration timeout) {
        return target.endpoint().map(endpoint -> connect(endpoint, timeout))
                .orElseGet(() -> new Verdict.Inconclusive("the instance has no address for the port to be asked"));
    }

    private static Verdict connect(Endpoint endpoint, Duration timeout) {
        String where = endpoint.host() + ":" + endpoint.port();
        try (Socket socket = new Socket()) {
            // 0 would mean to wait for ever.
            int millis = Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
            socket.connect(new InetSocketAddress(InetAddress.getByName(endpoint.host()), endpoint.port()), millis);
            return new Verdict.Healthy("connected to " + where);
        } catch (SocketTimeoutException e) {
            return new Verdict.Unhealthy("no connection to " + where + " within " + timeout.toMillis() + " ms");
        } catch (UnknownHostException e) {
            return new Verdict.Unhealthy("unknown host " + endpoint.host());
        } catch (IOException e) {
            return Thread.currentThread().isInterrupted()
                    ? new Verdict.Inconclusive("the attempt was interrupted")
                    : new Verdict.Unhealthy("no connection to " + where + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
