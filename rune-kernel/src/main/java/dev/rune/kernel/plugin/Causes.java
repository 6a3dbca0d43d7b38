package dev.rune.kernel.plugin;

import java.lang.reflect.InvocationTargetException;
import java.util.ServiceConfigurationError;
import java.util.concurrent.ExecutionException;

/** Says in one line what a plugin threw. */
final class Causes {
    private static final int LONGEST = 500;

    private Causes() {}

    /**
     * The class and message of what is at the bottom of {@code thrown}. Never throws, whatever a plugin's exception does
     * in its own methods.
     */
    static String describe(Throwable thrown) {
        Throwable root = root(thrown);
        String name = root.getClass().getSimpleName();
        String message;
        try {
            message = root.getMessage();
        } catch (Throwable worse) {
            return name + " (whose message cannot be read)";
        }
        if (message == null || message.isBlank()) {
            return name;
        }
        String line = message.strip().replaceAll("\\s+", " ");
        return name + ": " + (line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…");
    }

    /** Whether {@code thrown} can be shown in a log without throwing in its turn. */
    static boolean printable(Throwable thrown) {
        try {
            return thrown.toString() != null;
        } catch (Throwable worse) {
            return false;
        }
    }

    /** What wrapped exceptions are about; everything else is meant as it is. */
    static Throwable root(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof ExceptionInInitializerError || cause instanceof InvocationTargetException
                || cause instanceof ServiceConfigurationError || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
