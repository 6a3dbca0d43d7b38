package dev.rune.plugin.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The system calls of this machine by name, and the filters made of them. */
final class SystemCalls {
    /** What a program cannot be started or end without, whatever a list of allowed ones says. */
    static final Set<String> ALWAYS = Set.of("execve", "exit", "exit_group", "rt_sigreturn", "restart_syscall");

    private static final int AUDIT_ARCH_X86_64 = 0xc000003e;
    private static final int AUDIT_ARCH_AARCH64 = 0xc00000b7;
    private static final int X32_BIT = 0x40000000;
    private static final int RETURN_ALLOW = 0x7fff0000;
    private static final int RETURN_EPERM = 0x00050001;
    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_AT_LEAST = 0x35;
    private static final int RETURN = 0x06;
    private static final int OFFSET_NUMBER = 0;
    private static final int OFFSET_ARCH = 4;

    private static final boolean X86 = System.getProperty("os.arch").equals("amd64");

    private SystemCalls() {}

    /** The number of each; empty on a machine we have no table for. */
    static Map<String, Integer> numbers() {
        return Numbers.BY_NAME;
    }

    /** A filter after seccomp(2): what is not allowed, or denied, fails with EPERM. */
    static byte[] filter(List<String> allowed, List<String> denied) {
        ByteBuffer code = ByteBuffer.allocate(32768).order(ByteOrder.nativeOrder());
        put(code, LOAD_WORD, 0, 0, OFFSET_ARCH);
        // Calls made in another architecture's way have other numbers and would slip through.
        put(code, JUMP_EQUAL, 1, 0, X86 ? AUDIT_ARCH_X86_64 : AUDIT_ARCH_AARCH64);
        put(code, RETURN, 0, 0, RETURN_EPERM);
        put(code, LOAD_WORD, 0, 0, OFFSET_NUMBER);
        if (X86) {
            put(code, JUMP_AT_LEAST, 0, 1, X32_BIT);
            put(code, RETURN, 0, 0, RETURN_EPERM);
        }
        denied.forEach(name -> answer(code, name, RETURN_EPERM));
        if (!allowed.isEmpty()) {
            Set<String> all = new HashSet<>(allowed);
            all.addAll(ALWAYS);
            all.forEach(name -> answer(code, name, RETURN_ALLOW));
        }
        put(code, RETURN, 0, 0, allowed.isEmpty() ? RETURN_ALLOW : RETURN_EPERM);
        byte[] bytes = new byte[code.position()];
        code.flip().get(bytes);
        return bytes;
    }

    private static void answer(ByteBuffer code, String name, int action) {
        Optional.ofNullable(numbers().get(name)).ifPresent(number -> {
            put(code, JUMP_EQUAL, 0, 1, number);
            put(code, RETURN, 0, 0, action);
        });
    }

    private static void put(ByteBuffer code, int operation, int jumpTrue, int jumpFalse, int operand) {
        code.putShort((short) operation).put((byte) jumpTrue).put((byte) jumpFalse).putInt(operand);
    }

    /** Read when first asked for: most services name none. */
    private static final class Numbers {
        static final Map<String, Integer> BY_NAME = read();

        private static Map<String, Integer> read() {
            Map<String, Integer> numbers = new HashMap<>();
            String table = "syscalls-" + System.getProperty("os.arch") + ".txt";
            try (InputStream in = SystemCalls.class.getResourceAsStream(table)) {
                if (in == null) {
                    return Map.of();
                }
                new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)).lines()
                        .map(line -> line.split(" ", -1))
                        .forEach(words -> numbers.put(words[0], Integer.valueOf(words[1])));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
            return Collections.unmodifiableMap(numbers);
        }
    }
}
