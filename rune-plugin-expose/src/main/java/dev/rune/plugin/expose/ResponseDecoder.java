package dev.rune.plugin.expose;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.ReferenceCountUtil;

/** Decodes what an instance answers; to HEAD it answers without a body, whatever its fields say of it. */
final class ResponseDecoder extends HttpResponseDecoder {
    private static final int MAX_HEAD = 256 * 1024;

    private boolean toHead;
    /** Nobody has asked anything. */
    private boolean idle;

    ResponseDecoder() {
        super(new HttpDecoderConfig().setMaxInitialLineLength(8192).setMaxHeaderSize(MAX_HEAD).setMaxChunkSize(65536)
                .setAllowPartialChunks(true).setStrictLineParsing(false));
    }

    /** Tells whether the response that comes next is one to a HEAD request. */
    void next(boolean head) {
        toHead = head;
        idle = false;
    }

    /**
     * No response is due. Whatever comes nevertheless ends the connection, though it be half a line: it would be taken for
     * the beginning of the answer to the next request.
     */
    void idle() {
        idle = true;
    }

    /** Whether there is nothing that was read and is not part of what was decoded. */
    boolean drained() {
        return actualReadableBytes() == 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (idle) {
            ReferenceCountUtil.release(message);
            ctx.close();
            return;
        }
        super.channelRead(ctx, message);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage response) {
        return toHead || super.isContentAlwaysEmpty(response);
    }
}
