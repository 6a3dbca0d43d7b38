package dev.rune.kernel.section;

import java.lang.invoke.MethodHandle;

/** Calls into the classes of sections. What they throw is passed on as it is: all of them throw unchecked. */
final class Calls {
    private Calls() {}

    static Object parse(MethodHandle parse, String text) {
        try {
            return parse.invoke(text);
        } catch (Throwable thrown) {
            throw passedOn(thrown);
        }
    }

    static Object construct(MethodHandle constructor, Object[] arguments) {
        try {
            return constructor.invokeWithArguments(arguments);
        } catch (Throwable thrown) {
            throw passedOn(thrown);
        }
    }

    static Object get(MethodHandle accessor, Object record) {
        try {
            return accessor.invoke(record);
        } catch (Throwable thrown) {
            throw passedOn(thrown);
        }
    }

    private static RuntimeException passedOn(Throwable thrown) {
        return switch (thrown) {
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            default -> new IllegalStateException(thrown);
        };
    }
}
