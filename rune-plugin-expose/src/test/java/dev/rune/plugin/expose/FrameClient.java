package dev.rune.plugin.expose;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A client of HTTP/2 without TLS, which sends and awaits frames and keeps to no rule that a test does not keep. */
final class FrameClient implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    static final int FLOW_CONTROL_ERROR = 3;
    static final int REFUSED_STREAM = 7;
    static final int CANCEL = 8;
    static final int ENHANCE_YOUR_CALM = 11;
    static final int INITIAL_WINDOW_SIZE = 4;
    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder headers = new DefaultHttp2HeadersDecoder();
    /** What may still be sent, by stream; 0 is the connection. */
    private final Map<Integer, Integer> windows = new HashMap<>(Map.of(0, 65_535));

    /** What was received. */
    record Frame(int type, int flags, int stream, byte[] payload) {
        boolean ends() {
            return (flags & END_STREAM) != 0;
        }

        /** The number that a frame of four bytes, or one of eight after its first four, consists of. */
        int number() {
            return ByteBuffer.wrap(payload, payload.length >= 8 ? 4 : 0, 4).getInt();
        }

        @Override
        public String toString() {
            return "type " + type + " flags " + flags + " stream " + stream + " " + payload.length + " bytes";
        }
    }

    /** Connects, and says hello with {@code settings}: numbers and values by turns. */
    FrameClient(int port, int... settings) {
        this(port, PREFACE, settings);
    }

    FrameClient(int port, String preface, int... settings) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
            for (byte next : preface.getBytes(StandardCharsets.US_ASCII)) {
                // Byte for byte, as it may come.
                socket.getOutputStream().write(next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuffer told = ByteBuffer.allocate(settings.length * 3);
        for (int i = 0; i < settings.length; i += 2) {
            told.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        send(SETTINGS, 0, 0, told.array());
    }

    void send(int type, int flags, int stream, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length).putInt(payload.length << 8 | type).put((byte) flags)
                .putInt(stream).put(payload);
        try {
            socket.getOutputStream().write(frame.array());
        } catch (IOException gone) {
            // Whoever has said everything may be gone. What he has said can be read, and what is missing is seen then.
            return;
        }
    }

    void send(int type, int flags, int stream, int number) {
        send(type, flags, stream, ByteBuffer.allocate(4).putInt(number).array());
    }

    /** Asks for {@code path}, with a body to follow or without. */
    void get(int stream, String path) {
        headers(stream, true, ":method", "GET", ":scheme", "http", ":authority", "shop.local", ":path", path);
    }

    void post(int stream, String path, String... fields) {
        var all = new java.util.ArrayList<>(java.util.List.of(":method", "POST", ":scheme", "http", ":authority",
                "shop.local", ":path", path));
        all.addAll(java.util.List.of(fields));
        headers(stream, false, all.toArray(String[]::new));
    }

    /** Sends fields, names and values by turns, as they are. */
    void headers(int stream, boolean end, String... fields) {
        send(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(fields));
    }

    /** Fields, names and values by turns, as they are sent. */
    static byte[] block(String... fields) {
        var block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            block.write(0);
            text(block, fields[i]);
            text(block, fields[i + 1]);
        }
        return block.toByteArray();
    }

    private static void text(ByteArrayOutputStream block, String text) {
        int length = text.length();
        block.write(Math.min(length, 127));
        if (length >= 127) {
            length -= 127;
            while (length >= 128) {
                block.write(length % 128 + 128);
                length /= 128;
            }
            block.write(length);
        }
        block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a body, no more of it at a time than the other side allows, and ends the stream. */
    void body(int stream, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        int sent = 0;
        while (sent < bytes.length) {
            int most = Math.min(windows.get(0), windows.getOrDefault(stream, 65_535));
            int length = Math.min(Math.min(16_384, most), bytes.length - sent);
            if (length == 0) {
                next();
                continue;
            }
            windows.merge(0, -length, Integer::sum);
            windows.put(stream, windows.getOrDefault(stream, 65_535) - length);
            send(DATA, sent + length == bytes.length ? END_STREAM : 0, stream,
                    java.util.Arrays.copyOfRange(bytes, sent, sent + length));
            sent += length;
        }
    }

    /** The next frame; empty at the end of the connection. */
    Optional<Frame> next() {
        try {
            int begin = in.read();
            if (begin < 0) {
                return Optional.empty();
            }
            int length = begin << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            Frame frame = new Frame(type, flags, stream, in.readNBytes(length));
            if (type == SETTINGS && (flags & ACK) == 0) {
                send(SETTINGS, ACK, 0, new byte[0]);
            } else if (type == WINDOW_UPDATE) {
                windows.put(stream, windows.getOrDefault(stream, 65_535) + frame.number());
            }
            return Optional.of(frame);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The next frame that {@code wanted} takes. */
    Frame await(Predicate<Frame> wanted) {
        StringBuilder others = new StringBuilder();
        for (Optional<Frame> frame = next(); frame.isPresent(); frame = next()) {
            if (wanted.test(frame.get())) {
                return frame.get();
            }
            others.append(frame.get()).append('\n');
        }
        throw new AssertionError("the connection ended after\n" + others);
    }

    /** The next frame of {@code type} for {@code stream}. */
    Frame await(int type, int stream) {
        return await(frame -> frame.type() == type && frame.stream() == stream);
    }

    /** The fields of the next head, or of trailers, for {@code stream}. */
    Http2Headers fields(int stream) {
        return fields(await(HEADERS, stream));
    }

    Http2Headers fields(Frame frame) {
        try {
            return headers.decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()));
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
    }

    /** All data of {@code stream} up to its end, for each of which as much again is allowed. */
    String data(int stream) {
        var bytes = new ByteArrayOutputStream();
        Frame frame;
        do {
            frame = await(own -> own.stream() == stream && (own.type() == DATA || own.type() == RST_STREAM
                    || own.type() == HEADERS));
            if (frame.type() == RST_STREAM) {
                throw new AssertionError("stream " + stream + " was reset: " + frame.number());
            }
            if (frame.type() == DATA) {
                bytes.writeBytes(frame.payload());
                grant(stream, frame.payload().length);
                grant(0, frame.payload().length);
            }
        } while (!frame.ends());
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** The error with which the other side ends the connection. */
    int goodbye() {
        return await(GOAWAY, 0).number();
    }

    /** Allows the other side so many bytes more. */
    void grant(int stream, int bytes) {
        if (bytes > 0) {
            send(WINDOW_UPDATE, 0, stream, bytes);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
