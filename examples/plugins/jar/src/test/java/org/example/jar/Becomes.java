package org.example.jar;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/**
 * A main class whose JVM becomes a shell that does what its argument says: so a rule's behaviour, written for a shell,
 * is that of an instance of {@code jar}, in the very same process.
 */
public final class Becomes {
    private Becomes() {}

    public static void main(String[] args) throws Throwable {
        Linker linker = Linker.nativeLinker();
        Arena arena = Arena.global();
        MemorySegment shell = arena.allocateFrom("/bin/sh");
        MemorySegment words = arena.allocate(ADDRESS, 4);
        words.setAtIndex(ADDRESS, 0, shell);
        words.setAtIndex(ADDRESS, 1, arena.allocateFrom("-c"));
        words.setAtIndex(ADDRESS, 2, arena.allocateFrom(args[0]));
        words.setAtIndex(ADDRESS, 3, MemorySegment.NULL);
        int code = (int) linker.downcallHandle(linker.defaultLookup().find("execv").orElseThrow(),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS)).invokeExact(shell, words);
        throw new IllegalStateException("execv came back with " + code);
    }
}
