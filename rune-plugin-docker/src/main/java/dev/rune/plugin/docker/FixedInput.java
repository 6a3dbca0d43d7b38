package dev.rune.plugin.docker;

import java.io.InputStream;

/** A body of known length. */
final class FixedInput extends BodyInput {
    FixedInput(InputStream input, long length) {
        super(input, length);
    }

    @Override
    long nextPart() {
        return 0;
    }
}
