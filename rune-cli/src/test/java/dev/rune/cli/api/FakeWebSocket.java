package dev.rune.cli.api;

import dev.rune.cli.FakeDaemon;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** The daemon's side of a WebSocket. */
public final class FakeWebSocket {
    private final InputStream in;
    private final OutputStream out;

    private FakeWebSocket(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** What a test does with a connection. */
    public interface Talk {
        void with(FakeWebSocket socket) throws IOException;
    }

    /** Accepts the connection and talks. */
    public static void serve(FakeDaemon.Request request, InputStream in, OutputStream out, Talk talk)
            throws IOException {
        out.write(
                ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + accept(request.headers().get("sec-websocket-key")) + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        talk.with(new FakeWebSocket(in, out));
    }

    private static String accept(String key) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** The next message, empty when the client has gone; answers to pings are passed over. */
    public Optional<byte[]> receive() throws IOException {
        while (true) {
            int first = in.read();
            if (first < 0) {
                return Optional.empty();
            }
            int second = in.read();
            if ((second & 0x80) == 0) {
                throw new AssertionError("clients mask what they send");
            }
            long length = second & 0x7f;
            if (length >= 126) {
                length = 0;
                for (byte b : in.readNBytes((second & 0x7f) == 126 ? 2 : 8)) {
                    length = length << 8 | b & 0xff;
                }
            }
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes((int) length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i & 3];
            }
            if ((first & 15) == 2) {
                return Optional.of(payload);
            }
        }
    }

    /** Sends a message of a kind. */
    public void send(int kind, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] message = new byte[bytes.length + 1];
        message[0] = (byte) kind;
        System.arraycopy(bytes, 0, message, 1, bytes.length);
        frame(0x82, message);
    }

    /** Sends a message as two frames with a ping between them. */
    public void sendInTwo(byte[] message) throws IOException {
        frame(0x02, Arrays.copyOf(message, message.length / 2));
        ping();
        frame(0x80, Arrays.copyOfRange(message, message.length / 2, message.length));
    }

    /** Asks whether the client is there. */
    public void ping() throws IOException {
        frame(0x89, new byte[]{1});
    }

    private void frame(int first, byte[] payload) throws IOException {
        out.write(first);
        if (payload.length < 126) {
            out.write(payload.length);
        } else if (payload.length < 65536) {
            out.write(new byte[]{126, (byte) (payload.length >> 8), (byte) payload.length});
        } else {
            out.write(new byte[]{127, 0, 0, 0, 0, (byte) (payload.length >> 24), (byte) (payload.length >> 16),
                    (byte) (payload.length >> 8), (byte) payload.length});
        }
        out.write(payload);
        out.flush();
    }
}
