package dev.rune.plugin.expose;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Encodes responses; those to HEAD have no body, whatever their fields say of it. */
final class ResponseEncoder extends HttpResponseEncoder {
    private boolean toHead;

    /** Tells whether the response that comes next is one to a HEAD request. */
    void next(boolean head) {
        toHead = head;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
        return toHead || super.isContentAlwaysEmpty(response);
    }
}
