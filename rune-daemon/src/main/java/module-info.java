/**
 * The daemon {@code runed}: it serves the HTTP API, reads castfiles and keeps what is desired in the embedded store.
 */
module dev.rune.daemon {
    requires dev.rune.kernel;
    requires java.sql;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires io.javalin;
    requires jakarta.servlet;
    requires jul.to.slf4j;
    requires org.eclipse.jetty.http;
    requires org.eclipse.jetty.io;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.util;
    requires org.eclipse.jetty.websocket.api;
    requires org.slf4j;
    requires org.snakeyaml.engine;
    requires org.xerial.sqlitejdbc;
    requires tools.jackson.core;

    // What plugins may want: a layer sees only those modules of the JDK that the daemon itself was started with.
    requires java.logging;
    requires java.management;
    requires java.naming;
    requires java.net.http;
    requires java.xml;
    requires jdk.unsupported;

    provides ch.qos.logback.classic.spi.Configurator with dev.rune.daemon.Logging;
}
