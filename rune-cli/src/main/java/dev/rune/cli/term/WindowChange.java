package dev.rune.cli.term;

import java.lang.reflect.Proxy;

/**
 * Tells when the terminal's window has another size. Java's only way to hear signals is looked up at run time, because the
 * compiler warns of it in a way that cannot be switched off; without it the size stays what it was.
 */
public final class WindowChange {
    private WindowChange() {}

    /** Calls {@code listener} after each change, on a thread of its own. */
    public static void listen(Runnable listener) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object told = Proxy.newProxyInstance(WindowChange.class.getClassLoader(), new Class<?>[]{handler},
                    (proxy, method, args) -> {
                        listener.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler).invoke(null,
                    signal.getConstructor(String.class).newInstance("WINCH"), told);
        } catch (ReflectiveOperationException | IllegalArgumentException ignored) {
            // A platform without this signal.
        }
    }
}
