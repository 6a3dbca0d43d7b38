package dev.rune.plugin.expose;

/** Something that brings requests for {@code shop.local} to one instance. */
interface Proxy extends AutoCloseable {
    /** A new connection to it. */
    RawClient client();

    /** The instance. */
    RawServer server();

    @Override
    void close();
}
