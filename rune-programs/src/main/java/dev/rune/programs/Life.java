package dev.rune.programs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells one process from every other that was or will be: its number, the tick in which it was born, and the boot in which
 * ticks are counted. A number alone is used again.
 *
 * @param pid  its number
 * @param born ticks from the boot to its birth; negative where it had ended before it could be seen
 * @param boot the boot
 */
record Life(long pid, long born, String boot) {
    private static final String BOOT = thisBoot();
    /** Of the words after the name: its state, and when it was born; see proc(5). */
    private static final int STATE = 0;
    private static final int STARTTIME = 19;

    private static String thisBoot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** The process that has the number {@code pid} now. */
    static Life of(long pid) {
        return new Life(pid, born(pid), BOOT);
    }

    /** What {@link #toString} wrote. */
    static Life parse(String text) {
        String[] parts = text.split(" ", 3);
        return new Life(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
    }

    private static long born(long pid) {
        try {
            String stat = new String(Files.readAllBytes(Path.of("/proc", Long.toString(pid), "stat")),
                    StandardCharsets.ISO_8859_1);
            // The name stands in parentheses and may hold any character.
            String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return words[STATE].equals("Z") || words[STATE].equals("X") ? -1 : Long.parseLong(words[STARTTIME]);
        } catch (IOException e) {
            return -1;
        }
    }

    /** Whether it has not ended. */
    boolean lasts() {
        return born >= 0 && boot.equals(BOOT) && born(pid) == born;
    }

    /** Ends it by SIGKILL, if it lasts. */
    void kill() {
        if (lasts()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Override
    public String toString() {
        return pid + " " + born + " " + boot;
    }
}
