package dev.rune.plugin.expose;

import io.netty.buffer.ByteBuf;

/** Follows one direction of a WebSocket, to know where a frame ends. Reads no payload. */
final class FrameTracker {
    private static final int CLOSE = 8;

    /** How much of a frame's header was seen; 0 between two frames. */
    private int headerSeen;
    private int headerLength;
    private int lengthBytes;
    private long payload;
    private boolean closeSeen;
    private boolean closing;

    /** Whether the next byte begins a frame. */
    boolean between() {
        return headerSeen == 0;
    }

    /** Whether a whole close frame has passed. */
    boolean closed() {
        return closeSeen;
    }

    /**
     * Follows what can be read of {@code bytes}, without reading it.
     *
     * @param toEndOfFrame whether to stop at the end of the frame that it begins in
     * @return how many bytes were followed
     */
    int follow(ByteBuf bytes, boolean toEndOfFrame) {
        int from = bytes.readerIndex();
        int at = from;
        int end = bytes.writerIndex();
        while (at < end) {
            if (headerSeen < 2 || headerSeen < headerLength) {
                header(bytes.getUnsignedByte(at++));
            } else {
                int step = (int) Math.min(payload, end - at);
                payload -= step;
                at += step;
            }
            if (headerSeen >= 2 && headerSeen == headerLength && payload == 0) {
                headerSeen = 0;
                closeSeen |= closing;
                if (toEndOfFrame) {
                    break;
                }
            }
        }
        return at - from;
    }

    private void header(int next) {
        if (headerSeen == 0) {
            closing = (next & 0x0f) == CLOSE;
            payload = 0;
        } else if (headerSeen == 1) {
            int length = next & 0x7f;
            lengthBytes = length == 126 ? 2 : length == 127 ? 8 : 0;
            headerLength = 2 + lengthBytes + ((next & 0x80) != 0 ? 4 : 0);
            payload = lengthBytes == 0 ? length : 0;
        } else if (headerSeen < 2 + lengthBytes) {
            payload = payload << 8 | next;
        }
        headerSeen++;
    }
}
