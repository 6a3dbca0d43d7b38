package dev.rune.plugin.expose;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/** Decodes requests whose heads were found in order; of any other it makes a {@link Refusal}, and reads no further. */
final class RequestDecoder extends HttpRequestDecoder {
    private final HeadCheck check;
    private boolean inHead = true;
    private boolean refused;
    private boolean begun;

    RequestDecoder(int maxHeaderBytes) {
        super(new HttpDecoderConfig().setMaxInitialLineLength(maxHeaderBytes).setMaxHeaderSize(maxHeaderBytes)
                .setMaxChunkSize(65536).setAllowPartialChunks(true));
        check = new HeadCheck(maxHeaderBytes);
    }

    /** Whether a head has begun to arrive and is not all there. */
    boolean midHead() {
        return begun;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        if (refused) {
            buffer.skipBytes(buffer.readableBytes());
            return;
        }
        if (inHead) {
            HeadCheck.Verdict verdict = check.check(buffer);
            begun = buffer.isReadable();
            if (verdict instanceof HeadCheck.Verdict.Bad bad) {
                refused = true;
                buffer.skipBytes(buffer.readableBytes());
                out.add(bad.refusal());
            }
            if (!(verdict instanceof HeadCheck.Verdict.Good)) {
                return;
            }
            inHead = false;
            begun = false;
        }
        super.decode(ctx, buffer, out);
        if (!out.isEmpty() && out.getLast() instanceof LastHttpContent) {
            inHead = true;
        }
    }
}
