package dev.rune.plugin.expose;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Decodes what an instance answers; to HEAD it answers without a body, whatever its fields say of it. */
final class ResponseDecoder extends HttpResponseDecoder {
    private static final int MAX_HEAD = 256 * 1024;

    private boolean toHead;

    ResponseDecoder() {
        super(new HttpDecoderConfig().setMaxInitialLineLength(8192).setMaxHeaderSize(MAX_HEAD).setMaxChunkSize(65536)
                .setAllowPartialChunks(true).setStrictLineParsing(false));
    }

    /** Tells whether the response that comes next is one to a HEAD request. */
    void next(boolean head) {
        toHead = head;
    }

    /** Whether there is nothing that was read and is not part of what was decoded. */
    boolean drained() {
        return actualReadableBytes() == 0;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage response) {
        return toHead || super.isContentAlwaysEmpty(response);
    }
}
