package dev.rune.plugin.docker;

import java.io.IOException;

/** A body in chunks (RFC 9112, 7.1). */
final class ChunkedInput extends BodyInput {
    private final Wire wire;
    private boolean first = true;
    private boolean ended;

    ChunkedInput(Wire wire) {
        super(wire.input(), 0);
        this.wire = wire;
    }

    @Override
    long nextPart() throws IOException {
        if (ended) {
            return 0;
        }
        if (!first) {
            wire.line();
        }
        first = false;
        String size = wire.line();
        int extension = size.indexOf(';');
        try {
            long chunk = Long.parseLong((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
            ended = chunk == 0;
            return chunk;
        } catch (NumberFormatException broken) {
            throw new IOException("'" + size + "' is no size of a chunk", broken);
        }
    }
}
