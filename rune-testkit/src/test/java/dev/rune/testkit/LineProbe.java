package dev.rune.testkit;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.PortRef;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.probe.Probe;
import dev.rune.kernel.spi.probe.ProbeProvider;
import dev.rune.kernel.spi.probe.ProbeTarget;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.status.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A probe for instances that say {@code well} in a line. It keeps the contract; {@link ProbeDefects} break it. */
class LineProbe implements ProbeProvider, Probe {
    private static final int LONGEST_LINE = 1000;

    /** What it asks. */
    record Section(PortRef port) {}

    @Override
    public String type() {
        return "line";
    }

    @Override
    public SectionType<?> section() {
        return SectionType.of(MethodHandles.lookup(), Section.class);
    }

    @Override
    public Optional<PortRef> port(Record section) {
        return Optional.of(((Section) section).port());
    }

    @Override
    public Probe create(PluginContext context) {
        return this;
    }

    @Override
    public Verdict attempt(ProbeTarget target, Record section, Duration timeout) {
        return target.endpoint().isPresent()
                ? ask(target.endpoint().get(), timeout)
                : new Verdict.Inconclusive("no address");
    }

    Verdict ask(Endpoint endpoint, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), connectMillis(end));
            return judge(read(socket, end));
        } catch (IOException e) {
            return failed(e);
        } finally {
            letGo(socket);
        }
    }

    private String read(Socket socket, long end) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() < LONGEST_LINE) {
            socket.setSoTimeout(readMillis(end));
            int next = socket.getInputStream().read();
            if (next < 0 || next == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            line.write(next);
        }
        return tooLong();
    }

    static int millisTo(long end) throws SocketTimeoutException {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("too late");
        }
        return Math.clamp(left / 1_000_000, 1, Integer.MAX_VALUE);
    }

    int connectMillis(long end) throws IOException {
        return millisTo(end);
    }

    int readMillis(long end) throws IOException {
        return millisTo(end);
    }

    String tooLong() {
        return "too long";
    }

    Verdict judge(String line) {
        return line.equals("well") ? new Verdict.Healthy("well") : new Verdict.Unhealthy("not well");
    }

    Verdict failed(IOException e) {
        return new Verdict.Unhealthy("no answer: " + e.getClass().getSimpleName());
    }

    void letGo(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
