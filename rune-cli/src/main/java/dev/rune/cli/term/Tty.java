package dev.rune.cli.term;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says whether a standard stream is a terminal. */
final class Tty {
    private Tty() {}

    /** Whether file descriptor {@code number} of this process is a terminal. */
    static boolean is(int number) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            // No /proc or a closed stream: plain output is right everywhere.
            return false;
        }
    }
}
