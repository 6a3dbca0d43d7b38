package dev.rune.plugin.expose;

import dev.rune.plugin.expose.IngressSettings.Ingress;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Why the door answers by itself.
 *
 * @param status the answer
 * @param reason one sentence for people, which names nothing that only the host knows
 */
record Refusal(HttpResponseStatus status, String reason) {
    static Refusal malformed(String reason) {
        return new Refusal(HttpResponseStatus.BAD_REQUEST, reason);
    }

    static Refusal tooLarge(Ingress settings) {
        return new Refusal(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "the body has more than " + settings.maxBodyBytes() + " bytes");
    }
}
