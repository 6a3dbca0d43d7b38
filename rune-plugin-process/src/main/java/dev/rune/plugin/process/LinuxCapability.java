package dev.rune.plugin.process;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** A part of root's power that a process can keep, in the kernel's order: the ordinal is its number (capabilities(7)). */
enum LinuxCapability {
    CHOWN, DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER, FSETID, KILL, SETGID, SETUID, SETPCAP, LINUX_IMMUTABLE, NET_BIND_SERVICE, NET_BROADCAST, NET_ADMIN, NET_RAW, IPC_LOCK, IPC_OWNER, SYS_MODULE, SYS_RAWIO, SYS_CHROOT, SYS_PTRACE, SYS_PACCT, SYS_ADMIN, SYS_BOOT, SYS_NICE, SYS_RESOURCE, SYS_TIME, SYS_TTY_CONFIG, MKNOD, LEASE, AUDIT_WRITE, AUDIT_CONTROL, SETFCAP, MAC_OVERRIDE, MAC_ADMIN, SYSLOG, WAKE_ALARM, BLOCK_SUSPEND, AUDIT_READ, PERFMON, BPF, CHECKPOINT_RESTORE;

    /** The capability written as {@code text}: {@code NET_BIND_SERVICE}, {@code CAP_NET_BIND_SERVICE}, in any case. */
    public static LinuxCapability parse(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        String name = upper.startsWith("CAP_") ? upper.substring(4) : upper;
        return Arrays.stream(values()).filter(capability -> capability.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "' is no capability: write one of capabilities(7), such as NET_BIND_SERVICE"));
    }

    /** The bits of {@code capabilities}. */
    static long mask(Collection<LinuxCapability> capabilities) {
        return capabilities.stream().mapToLong(LinuxCapability::bit).reduce(0, (all, one) -> all | one);
    }

    long bit() {
        return 1L << ordinal();
    }
}
