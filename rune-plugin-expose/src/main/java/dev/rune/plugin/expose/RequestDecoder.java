package dev.rune.plugin.expose;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.util.List;
import java.util.Optional;

/** Decodes requests whose heads were found in order; of any other it makes a {@link Refusal}, and reads no further. */
final class RequestDecoder extends HttpRequestDecoder {
    private static final ByteBuf PREFACE = Unpooled.unreleasableBuffer(Http2CodecUtil.connectionPrefaceBuf());

    private final HeadCheck check;
    /** What to do where the connection begins in HTTP/2; empty where it may not, or has begun otherwise. */
    private Optional<Runnable> onPreface = Optional.empty();
    private boolean inHead = true;
    private boolean refused;
    private boolean begun;

    RequestDecoder(int maxHeaderBytes) {
        super(new HttpDecoderConfig().setMaxInitialLineLength(maxHeaderBytes).setMaxHeaderSize(maxHeaderBytes)
                .setMaxChunkSize(65536).setAllowPartialChunks(true)
                // The fields were looked at before; trailers were not.
                .setHeadersFactory(DefaultHttpHeadersFactory.headersFactory().withValidation(false)));
        check = new HeadCheck(maxHeaderBytes);
    }

    /** {@code task} is run where the connection begins in HTTP/2; it has to replace this. */
    void onPreface(Runnable task) {
        onPreface = Optional.of(task);
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
        if (onPreface.isPresent() && prefaced(buffer)) {
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

    /** Whether this is, as far as it has arrived, the beginning of HTTP/2. */
    private boolean prefaced(ByteBuf buffer) {
        int length = Math.min(buffer.readableBytes(), PREFACE.readableBytes());
        if (!ByteBufUtil.equals(buffer, buffer.readerIndex(), PREFACE, PREFACE.readerIndex(), length)) {
            onPreface = Optional.empty();
            return false;
        }
        begun = true;
        if (length == PREFACE.readableBytes()) {
            onPreface.orElseThrow().run();
        }
        return true;
    }
}
