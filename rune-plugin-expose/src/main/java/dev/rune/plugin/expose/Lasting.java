package dev.rune.plugin.expose;

/** What has no end of its own: an event stream, a WebSocket, a connection. */
interface Lasting {
    /** Ends it in the manner of its protocol. May be called by any thread, more than once. */
    void end();
}
