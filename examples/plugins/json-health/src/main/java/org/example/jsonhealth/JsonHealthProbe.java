package org.example.jsonhealth;

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
import java.util.Arrays;
import java.util.Optional;

/** Asks by HTTP/1.0, so that the answer ends with its connection. Holds nothing between attempts. */
final class JsonHealthProbe implements Probe {
    private static final int LONGEST = 64 * 1024;

    @Override
    public Verdict attempt(ProbeTarget target, Record section, Duration timeout) {
        if (target.endpoint().isEmpty()) {
            return new Verdict.Inconclusive("the instance has no address for the port to be asked");
        }
        JsonHealthSection wanted = (JsonHealthSection) section;
        Endpoint endpoint = target.endpoint().get();
        String where = endpoint.host() + ":" + endpoint.port();
        byte[] request = ("GET " + wanted.path() + " HTTP/1.0\r\nHost: " + where + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        try (SocketChannel channel = SocketChannel.open(); Selector selector = Selector.open()) {
            Optional<byte[]> answer = answer(channel, selector, endpoint, request,
                    System.nanoTime() + timeout.toNanos());
            return answer.isPresent()
                    ? Answer.judge(answer.get(), where, wanted)
                    : new Verdict.Unhealthy(where + wanted.path() + " gave no answer of at most " + LONGEST / 1024
                            + " KiB within " + timeout.toMillis() + " ms");
        } catch (ClosedByInterruptException e) {
            return new Verdict.Inconclusive("the attempt was interrupted");
        } catch (IOException e) {
            return new Verdict.Unhealthy(where + ": " + e.getMessage());
        }
    }

    /** All that comes; empty where that is too much, or has no end before {@code deadline}. */
    private static Optional<byte[]> answer(SocketChannel channel, Selector selector, Endpoint endpoint, byte[] request,
            long deadline) throws IOException {
        // However the attempt ends, nothing of the connection is left.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0).configureBlocking(false);
        channel.connect(new InetSocketAddress(endpoint.host(), endpoint.port()));
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
        ByteBuffer read = ByteBuffer.allocate(LONGEST);
        while (ready(selector, deadline)) {
            if (key.isConnectable() && channel.finishConnect()) {
                // Few bytes into an empty buffer: they go at once and whole.
                channel.write(ByteBuffer.wrap(request));
                key.interestOps(SelectionKey.OP_READ);
            } else if (key.isReadable()) {
                if (channel.read(read) < 0) {
                    return Optional.of(Arrays.copyOf(read.array(), read.position()));
                }
                if (!read.hasRemaining()) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
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
