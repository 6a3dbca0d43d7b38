package dev.rune.cli.api;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The client's side of a WebSocket (RFC 6455) that carries binary messages. One thread receives; sending is safe for
 * several.
 */
public final class WebSocket implements Closeable {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int CONTINUATION = 0;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    /** No message of the daemon's is near this. */
    private static final int MAX_MESSAGE = 16 * 1024 * 1024;

    private final Wire wire;

    private WebSocket(Wire wire) {
        this.wire = wire;
    }

    static String newKey() {
        byte[] key = new byte[16];
        ThreadLocalRandom.current().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    static WebSocket over(Response response, String key) throws IOException {
        if (!accept(key).equals(response.header("sec-websocket-accept"))) {
            throw new IOException("the answer is no WebSocket");
        }
        response.wire().patience(0);
        return new WebSocket(response.wire());
    }

    private static String accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + MAGIC).getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    /** Sends a message: {@code kind}, then {@code length} bytes of {@code bytes}. */
    public void send(int kind, byte[] bytes, int length) throws IOException {
        byte[] payload = new byte[length + 1];
        payload[0] = (byte) kind;
        System.arraycopy(bytes, 0, payload, 1, length);
        frame(BINARY, payload);
    }

    private synchronized void frame(int opcode, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
        frame.write(0x80 | opcode);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65536) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        byte[] mask = new byte[4];
        ThreadLocalRandom.current().nextBytes(mask);
        frame.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i & 3]);
        }
        wire.send(frame.toByteArray());
    }

    /** The next message, empty once the other side has closed. */
    public Optional<byte[]> receive() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            int first = wire.read();
            if (first < 0) {
                return Optional.empty();
            }
            byte[] payload = wire.exactly(length());
            switch (first & 15) {
                case CLOSE -> {
                    return Optional.empty();
                }
                case PING -> frame(PONG, payload);
                case PONG -> {
                    continue;
                }
                case CONTINUATION, BINARY, 1 -> {
                    message.writeBytes(payload);
                    if ((first & 0x80) != 0) {
                        return Optional.of(message.toByteArray());
                    }
                    if (message.size() > MAX_MESSAGE) {
                        throw new IOException("a message of the daemon is too large");
                    }
                }
                default -> throw new IOException("the daemon sent an unknown kind of frame");
            }
        }
    }

    private int length() throws IOException {
        int length = wire.exactly(1)[0] & 0x7f;
        if (length < 126) {
            return length;
        }
        long large = 0;
        for (byte b : wire.exactly(length == 126 ? 2 : 8)) {
            large = large << 8 | b & 0xff;
        }
        if (large < 0 || large > MAX_MESSAGE) {
            throw new IOException("a message of the daemon is too large");
        }
        return (int) large;
    }

    @Override
    public void close() {
        wire.close();
    }
}
