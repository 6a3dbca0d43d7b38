package dev.rune.plugin.process;

import dev.rune.kernel.section.AnyScalar;
import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import java.util.List;
import java.util.Optional;

/**
 * As whom a process runs and what it may do.
 *
 * @param user            a name or a number
 * @param group           a name or a number; the user's own where it is not said
 * @param noNewPrivileges whether programs it runs gain nothing by set-user-id bits and file capabilities
 * @param readOnlyFS      whether it sees every file system but {@code /proc} and {@code /dev} read-only
 * @param capabilities    those it keeps of the daemon's; left alone where it is not said
 * @param allowedSyscalls the only system calls it may use; all where none is named
 * @param deniedSyscalls  system calls it may not use
 */
@Doc("As whom a process runs and what it may do. Supplementary groups are always dropped.")
record SecurityContext(
        @Doc("The user, by name or number; the daemon's own by default.") @AnyScalar Optional<String> user,
        @Doc("The group, by name or number; the user's own by default.") @AnyScalar Optional<String> group,
        @Doc("Programs gain nothing by set-user-id bits or file capabilities.") @Default("false") boolean noNewPrivileges,
        @Doc("Every file system but `/proc` and `/dev` is read-only.") @Default("false") boolean readOnlyFS,
        @Doc("The capabilities kept, such as `NET_BIND_SERVICE`; all others are dropped, with `[]` every one.") Optional<List<LinuxCapability>> capabilities,
        @Doc("The only system calls allowed; others fail with EPERM. Those that start and end a program always are. Includes `noNewPrivileges`.") List<String> allowedSyscalls,
        @Doc("System calls that fail with EPERM. Includes `noNewPrivileges`.") List<String> deniedSyscalls) {
    SecurityContext {
        capabilities = capabilities.map(List::copyOf);
        allowedSyscalls = List.copyOf(allowedSyscalls);
        deniedSyscalls = List.copyOf(deniedSyscalls);
    }

    /** Whether system calls are filtered. */
    boolean filtersSyscalls() {
        return !allowedSyscalls.isEmpty() || !deniedSyscalls.isEmpty();
    }
}
