package dev.rune.plugin.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A connection to the engine. One thread may read while another writes; {@link #close()} may come from any and ends what
 * both wait for, as an interruption does.
 */
final class Wire implements AutoCloseable {
    /** More than the engine's longest header. */
    private static final int LONGEST_LINE = 64 << 10;

    private final SocketChannel channel;
    /** Between reads: what has come and was not asked for yet. */
    private final ByteBuffer buffer = ByteBuffer.allocate(16 << 10).flip();
    private final InputStream input = new Input();
    private final OutputStream output = new Output();

    Wire(SocketChannel channel) {
        this.channel = channel;
    }

    /** Everything that comes, to the connection's end. */
    InputStream input() {
        return input;
    }

    /** Closing it tells the engine that nothing more comes, and leaves the other direction open. */
    OutputStream output() {
        return output;
    }

    /** The next line without its end. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0) {
                throw new EOFException("the connection was closed");
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("a line of more than " + LONGEST_LINE + " bytes");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    void write(String text) throws IOException {
        output.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // It is given up either way.
        }
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            return fill() ? buffer.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, buffer.remaining());
            buffer.get(bytes, from, count);
            return count;
        }

        private boolean fill() throws IOException {
            if (buffer.hasRemaining()) {
                return true;
            }
            buffer.clear();
            int count;
            try {
                count = channel.read(buffer);
            } finally {
                buffer.flip();
            }
            return count > 0;
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[]{(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(bytes, from, length);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }

        @Override
        public void close() throws IOException {
            if (channel.isOpen()) {
                channel.shutdownOutput();
            }
        }
    }
}
