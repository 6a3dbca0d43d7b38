package dev.rune.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Logging to standard error. Set up in code, because reading a file of XML for it takes longer than the rest of the
 * start. Loaded by logback itself as a service; what it is to do is said before by {@link #use}.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    /** Written by {@link #use} before anything is logged. */
    private static volatile Level level = Level.INFO;
    /** Written by {@link #use} before anything is logged. */
    private static volatile boolean json;

    /** Made by logback. */
    public Logging() {}

    /** Says what is to be logged and how, before the first message. */
    static void use(String word, boolean asJson) {
        level = Level.toLevel(word);
        json = asJson;
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        LineEncoder encoder = new LineEncoder(json);
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level);
        root.addAppender(appender);
        // Some would say every header and every byte; docker-java every variable of a container, secrets and all.
        for (String chatty : List.of("org.eclipse.jetty", "io.javalin", "sun", "jdk", "com.sun",
                "com.github.dockerjava")) {
            context.getLogger(chatty).setLevel(Level.WARN);
        }
        // Says again, with a stack trace, what the daemon says in a sentence when it cannot listen.
        context.getLogger("io.javalin.Javalin").setLevel(Level.OFF);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
