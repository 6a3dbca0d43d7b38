package dev.rune.daemon.handover;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The system's calls that Java has no others for. Safe for use by many threads. */
final class Posix {
    private static final int FIRST_BEYOND_STANDARD = 3;
    private static final int F_SETFD = 2;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int FD_CLOEXEC = 1;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ACCEPTCONN = 30;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCKET_ADDRESS_BYTES = 128;
    private static final int WNOHANG = 1;

    private static final MethodHandle FCNTL = function("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle DUP3 = function("dup3", 3, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = function("close", 1, JAVA_INT);
    private static final MethodHandle GETSOCKOPT = function("getsockopt", 5, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS,
            ADDRESS);
    private static final MethodHandle GETSOCKNAME = function("getsockname", 3, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle WAITPID = function("waitpid", 3, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SETENV = function("setenv", 3, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle EXECV = function("execv", 2, ADDRESS, ADDRESS);

    private Posix() {}

    // bin/runed starts this module with the permission to do so.
    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, int fixed, ValueLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor descriptor = FunctionDescriptor.of(JAVA_INT, arguments);
        return fixed < arguments.length
                ? linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor,
                        Linker.Option.firstVariadicArg(fixed))
                : linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }

    private interface Call {
        int result() throws Throwable;
    }

    private static int call(Call call) {
        try {
            return call.result();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Every open file of this process beyond the standard ones, as far as it is still open. */
    static List<Integer> openFiles() {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            files.forEach(file -> numbers.add(Integer.parseInt(file.getFileName().toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        numbers.removeIf(number -> number < FIRST_BEYOND_STANDARD);
        return numbers;
    }

    /** Where {@code file} listens; empty where it is no stream socket of the Internet's that does. */
    static Optional<InetSocketAddress> listensAt(int file) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment listens = arena.allocate(JAVA_INT);
            MemorySegment length = arena.allocate(JAVA_INT);
            length.set(JAVA_INT, 0, (int) JAVA_INT.byteSize());
            if (call(() -> (int) GETSOCKOPT.invokeExact(file, SOL_SOCKET, SO_ACCEPTCONN, listens, length)) != 0
                    || listens.get(JAVA_INT, 0) == 0) {
                return Optional.empty();
            }
            MemorySegment address = arena.allocate(SOCKET_ADDRESS_BYTES, Long.BYTES);
            length.set(JAVA_INT, 0, SOCKET_ADDRESS_BYTES);
            return call(() -> (int) GETSOCKNAME.invokeExact(file, address, length)) == 0
                    ? parsed(address)
                    : Optional.empty();
        }
    }

    private static Optional<InetSocketAddress> parsed(MemorySegment address) {
        int family = address.get(JAVA_SHORT, 0);
        int from = family == AF_INET ? 4 : 8;
        int to = family == AF_INET ? 8 : 24;
        if (family != AF_INET && family != AF_INET6) {
            return Optional.empty();
        }
        int port = Byte.toUnsignedInt(address.get(JAVA_BYTE, 2)) << 8 | Byte.toUnsignedInt(address.get(JAVA_BYTE, 3));
        try {
            return Optional.of(new InetSocketAddress(
                    InetAddress.getByAddress(address.asSlice(from, (long) to - from).toArray(JAVA_BYTE)), port));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Another number for {@code file}, from {@code least} on, that no program started from here sees. */
    static int duplicate(int file, int least) {
        return call(() -> (int) FCNTL.invokeExact(file, F_DUPFD_CLOEXEC, least));
    }

    /** Makes {@code number} one for {@code file}, whatever it was before; no program started from here sees it. */
    static boolean replace(int file, int number) {
        return call(() -> (int) DUP3.invokeExact(file, number, O_CLOEXEC)) == number;
    }

    /** Leaves {@code file} open to the program that this process becomes. */
    static void show(int file) {
        call(() -> (int) FCNTL.invokeExact(file, F_SETFD, 0));
    }

    /** Keeps {@code file} from programs that are started from here. */
    static void hide(int file) {
        call(() -> (int) FCNTL.invokeExact(file, F_SETFD, FD_CLOEXEC));
    }

    /** Has calls on {@code file}, by any number that it has in any process, return at once where they would wait. */
    static void unblock(int file) {
        int flags = call(() -> (int) FCNTL.invokeExact(file, F_GETFL, 0));
        call(() -> (int) FCNTL.invokeExact(file, F_SETFL, flags | O_NONBLOCK));
    }

    static void close(int file) {
        call(() -> (int) CLOSE.invokeExact(file));
    }

    /** Takes note of the end of the child {@code pid}, which has ended, so that the system can forget it. */
    static void bury(long pid) {
        call(() -> (int) WAITPID.invokeExact((int) pid, MemorySegment.NULL, WNOHANG));
    }

    /** Sets a variable of this process's environment, as programs started by {@link #become} see it. */
    static void setVariable(String name, String value) {
        try (Arena arena = Arena.ofConfined()) {
            call(() -> (int) SETENV.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1));
        }
    }

    /** Makes this process another program. Returns only where the system refuses. */
    static void become(List<byte[]> words) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment list = arena.allocate(ADDRESS, words.size() + 1L);
            for (int i = 0; i < words.size(); i++) {
                byte[] word = words.get(i);
                MemorySegment text = arena.allocate(word.length + 1L);
                MemorySegment.copy(word, 0, text, JAVA_BYTE, 0, word.length);
                list.setAtIndex(ADDRESS, i, text);
            }
            MemorySegment program = list.getAtIndex(ADDRESS, 0);
            call(() -> (int) EXECV.invokeExact(program, list));
        }
    }
}
