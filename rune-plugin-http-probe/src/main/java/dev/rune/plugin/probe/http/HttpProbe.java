package dev.rune.plugin.probe.http;

import dev.rune.kernel.spi.probe.Probe;
import dev.rune.kernel.spi.probe.ProbeTarget;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.status.Endpoint;
import dev.rune.plugin.probe.http.HttpSection.Scheme;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Asks by HTTP, with a connection for each attempt. Holds nothing between attempts but remembered TLS sessions. */
final class HttpProbe implements Probe {
    /** Made when first needed: most services are not asked by TLS, and its first use costs a tenth of a second. */
    private static final class Tls {
        static final SSLSocketFactory SOCKETS = TrustEverybody.sockets();
    }

    @Override
    public Verdict attempt(ProbeTarget target, Record section, Duration timeout) {
        return target.endpoint().map(endpoint -> ask(endpoint, (HttpSection) section, timeout))
                .orElseGet(() -> new Verdict.Inconclusive("the instance has no address for the port to be asked"));
    }

    private Verdict ask(Endpoint endpoint, HttpSection section, Duration timeout) {
        String where = address(endpoint);
        try (DeadlineSocket socket = new DeadlineSocket(timeout)) {
            try {
                socket.connect(endpoint.host(), endpoint.port());
            } catch (SocketTimeoutException e) {
                return new Verdict.Unhealthy("no connection to " + where + " within " + timeout.toMillis() + " ms");
            }
            return verdict(section.scheme() == Scheme.HTTPS ? secured(socket, endpoint, section) : socket, endpoint,
                    section);
        } catch (SocketTimeoutException e) {
            return new Verdict.Unhealthy("no answer from " + where + " within " + timeout.toMillis() + " ms");
        } catch (ConnectException e) {
            return new Verdict.Unhealthy("no connection to " + where + ": " + oneLine(e));
        } catch (UnknownHostException e) {
            return new Verdict.Unhealthy("unknown host " + endpoint.host());
        } catch (NotHttpException e) {
            return new Verdict.Unhealthy(oneLine(e));
        } catch (SSLException e) {
            return new Verdict.Unhealthy("no TLS with " + where + ": " + oneLine(e));
        } catch (IOException e) {
            return Thread.currentThread().isInterrupted()
                    ? new Verdict.Inconclusive("the attempt was interrupted")
                    : new Verdict.Unhealthy("no answer from " + where + ": " + oneLine(e));
        }
    }

    /** A server that has several names is asked for the one that the request will name. */
    private static Socket secured(DeadlineSocket socket, Endpoint endpoint, HttpSection section) throws IOException {
        String name = section.headers().entrySet().stream().filter(header -> header.getKey().equalsIgnoreCase("Host"))
                .map(header -> header.getValue().strip().replaceFirst(":[0-9]*$", "")).findFirst()
                .orElse(endpoint.host());
        SSLSocket secured = (SSLSocket) Tls.SOCKETS.createSocket(socket, name, endpoint.port(), false);
        secured.startHandshake();
        return secured;
    }

    private static Verdict verdict(Socket socket, Endpoint endpoint, HttpSection section) throws IOException {
        socket.getOutputStream().write(request(endpoint, section));
        Answer answer = new Answer(socket.getInputStream());
        Answer.Status status = answer.status();
        if (status.healthy()) {
            answer.drain();
            return new Verdict.Healthy(status.toString());
        }
        String body = answer.body();
        return new Verdict.Unhealthy(body.isEmpty() ? status.toString() : status + ": " + body);
    }

    private static byte[] request(Endpoint endpoint, HttpSection section) {
        StringBuilder request = new StringBuilder("GET ").append(section.path()).append(" HTTP/1.1\r\n");
        header(request, section.headers(), "Host", address(endpoint));
        header(request, section.headers(), "User-Agent", "rune-probe");
        header(request, section.headers(), "Accept", "*/*");
        section.headers().forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        return request.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** A header of the probe's own, unless the section has one of that name. */
    private static void header(StringBuilder request, Map<String, String> own, String name, String value) {
        if (own.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
            request.append(name).append(": ").append(value).append("\r\n");
        }
    }

    private static String address(Endpoint endpoint) {
        String host = endpoint.host().indexOf(':') < 0 ? endpoint.host() : "[" + endpoint.host() + "]";
        return host + ":" + endpoint.port();
    }

    private static String oneLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        return OneLine.of(message.getBytes(StandardCharsets.UTF_8), 200);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
