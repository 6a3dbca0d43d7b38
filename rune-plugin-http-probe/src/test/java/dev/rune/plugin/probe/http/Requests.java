package dev.rune.plugin.probe.http;

import java.io.IOException;
import java.net.Socket;

/** Reads what the probe sends. */
final class Requests {
    private Requests() {}

    /** A request to its blank line. */
    static String read(Socket connection) throws IOException {
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            int next = connection.getInputStream().read();
            if (next < 0) {
                throw new IOException("the request ended early: " + request);
            }
            request.append((char) next);
        }
        return request.toString();
    }
}
