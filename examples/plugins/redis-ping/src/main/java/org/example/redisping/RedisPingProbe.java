package org.example.redisping;

import dev.rune.kernel.spi.probe.Probe;
import dev.rune.kernel.spi.probe.ProbeTarget;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.status.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Sends PING and wants PONG. Holds nothing between attempts. */
final class RedisPingProbe implements Probe {
    private static final int LONGEST = 200;
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String PONG = "+PONG";

    @Override
    public Verdict attempt(ProbeTarget target, Record section, Duration timeout) {
        if (target.endpoint().isEmpty()) {
            return new Verdict.Inconclusive("the instance has no address for the port to be asked");
        }
        Endpoint endpoint = target.endpoint().get();
        String where = endpoint.host() + ":" + endpoint.port();
        try (SocketChannel channel = SocketChannel.open(); Selector selector = Selector.open()) {
            String line = firstLine(channel, selector, endpoint, System.nanoTime() + timeout.toNanos());
            if (line.isEmpty()) {
                return new Verdict.Unhealthy(where + " has not answered PING within " + timeout.toMillis() + " ms");
            }
            return line.equals(PONG)
                    ? new Verdict.Healthy(where + " answered PONG")
                    : new Verdict.Unhealthy(where + " answered PING with '" + line + "'");
        } catch (ClosedByInterruptException e) {
            return new Verdict.Inconclusive("the attempt was interrupted");
        } catch (IOException e) {
            return new Verdict.Unhealthy(where + ": " + e.getMessage());
        }
    }

    /** The first line; empty where there is none before {@code deadline}, which no read can draw out. */
    private static String firstLine(SocketChannel channel, Selector selector, Endpoint endpoint, long deadline)
            throws IOException {
        // However the attempt ends, nothing of the connection is left.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0).configureBlocking(false);
        channel.connect(new InetSocketAddress(endpoint.host(), endpoint.port()));
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
        ByteBuffer read = ByteBuffer.allocate(LONGEST);
        while (ready(selector, deadline)) {
            if (key.isConnectable() && channel.finishConnect()) {
                // Few bytes into an empty buffer: they go at once and whole.
                channel.write(ByteBuffer.wrap(PING));
                key.interestOps(SelectionKey.OP_READ);
            } else if (key.isReadable()) {
                boolean ended = channel.read(read) < 0;
                String text = new String(read.array(), 0, read.position(), StandardCharsets.UTF_8);
                int end = text.indexOf('\n');
                if (end >= 0) {
                    String line = text.substring(0, end).strip();
                    return line.codePoints().allMatch(c -> c >= ' ' && c < 127) ? line : "";
                }
                if (ended || !read.hasRemaining()) {
                    return "";
                }
            }
        }
        return "";
    }

    private static boolean ready(Selector selector, long deadline) throws IOException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        selector.selectedKeys().clear();
        boolean ready = left > 0 && selector.select(left) > 0;
        if (Thread.currentThread().isInterrupted()) {
            throw new ClosedByInterruptException();
        }
        return ready;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
