package dev.rune.plugin.process;

import dev.rune.kernel.spi.runner.Refusal;
import dev.rune.kernel.spi.runner.Workload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What this host cannot do of a workload, as this daemon's user. */
final class WorkloadCheck {
    private static final String SECURITY = "process.securityContext.";

    private final Workload workload;
    private final ProcessSection section;
    private final Privileges privileges;
    private final Supplier<ControlGroups> groups;
    private final List<Refusal> refusals = new ArrayList<>();

    WorkloadCheck(Workload workload, Privileges privileges, Supplier<ControlGroups> groups) {
        this.workload = workload;
        this.section = (ProcessSection) workload.section();
        this.privileges = privileges;
        this.groups = groups;
    }

    List<Refusal> refusals() {
        checkPorts();
        checkUser();
        checkCapabilities();
        checkReadOnly();
        checkSyscalls("allowedSyscalls", section.securityContext().allowedSyscalls());
        checkSyscalls("deniedSyscalls", section.securityContext().deniedSyscalls());
        checkLimits();
        return List.copyOf(refusals);
    }

    private void refuse(String path, String message) {
        refusals.add(new Refusal(path, message));
    }

    private void checkPorts() {
        Set<String> names = new HashSet<>();
        workload.ports().forEach(port -> names.add(port.name().text()));
        section.args().forEach(arg -> checkPortsIn("process.args", arg, names));
        workload.env().forEach((name, value) -> {
            checkPortsIn("env." + name, value, names);
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
                refuse("env", "'" + name.replace('\0', ' ') + "' is no name for a variable: it cannot hold '=' or NUL");
            } else if (value.indexOf('\0') >= 0) {
                refuse("env." + name, "a variable of a process cannot hold the character NUL");
            }
        });
    }

    private void checkPortsIn(String path, String text, Set<String> names) {
        Environment.portsIn(text).stream().filter(name -> !names.contains(name)).forEach(name -> refuse(path,
                "there is no port '" + name + "' to put in: the service's ports are " + names));
    }

    private void checkUser() {
        SecurityContext security = section.securityContext();
        Optional<Account> account = security.user().flatMap(Account::of);
        if (security.user().isPresent() && account.isEmpty()) {
            refuse(SECURITY + "user", "this host has no user '" + security.user().get() + "'");
        }
        Optional<Long> group = security.group().flatMap(Account::group);
        if (security.group().isPresent() && group.isEmpty()) {
            refuse(SECURITY + "group", "this host has no group '" + security.group().get() + "'");
        }
        if (privileges.changesUser()) {
            return;
        }
        if (account.isPresent() && !isOwn(account.get())) {
            refuse(SECURITY + "user",
                    "runed is not root and can run processes only as user " + privileges.uid() + " with its "
                            + "groups, not as '" + security.user().get()
                            + "': leave the user out, or run runed as root");
        }
        if (group.isPresent() && !isOwn(group.get())) {
            refuse(SECURITY + "group",
                    "runed is not root and can run processes only with its own groups, not with just '"
                            + security.group().get() + "': leave the group out, or run runed as root");
        }
    }

    private boolean isOwn(Account account) {
        return account.uid() == privileges.uid() && isOwn(account.gid().orElse(account.uid()));
    }

    private boolean isOwn(long group) {
        // Supplementary groups, which are to be dropped, cannot be dropped without privileges.
        return group == privileges.gid() && privileges.groups().stream().allMatch(other -> other == group);
    }

    private void checkCapabilities() {
        List<LinuxCapability> kept = section.securityContext().capabilities().orElse(List.of());
        if (section.securityContext().capabilities().isPresent() && !privileges.has(LinuxCapability.SETPCAP)) {
            refuse(SECURITY + "capabilities", "runed may not change capabilities: run it as root");
            return;
        }
        kept.stream().filter(capability -> !privileges.has(capability)).forEach(capability -> refuse(
                SECURITY + "capabilities",
                "runed does not have the capability " + capability + " and cannot leave it to a process"));
    }

    private void checkReadOnly() {
        if (section.securityContext().readOnlyFS() && !privileges.has(LinuxCapability.SYS_ADMIN)) {
            refuse(SECURITY + "readOnlyFS", "runed may not change mounts: run it as root");
        } else if (section.securityContext().readOnlyFS() && !KernelVersion.own().atLeast(5, 12)) {
            refuse(SECURITY + "readOnlyFS", "this kernel cannot do it: Linux 5.12 or later is needed");
        }
    }

    private void checkSyscalls(String key, List<String> names) {
        if (!names.isEmpty() && SystemCalls.numbers().isEmpty()) {
            refuse(SECURITY + key,
                    "system calls cannot be filtered on this machine (" + System.getProperty("os.arch") + ")");
            return;
        }
        names.stream().filter(name -> !SystemCalls.numbers().containsKey(name)).forEach(name -> refuse(SECURITY + key,
                "'" + name + "' is no system call of this machine: write one of syscalls(2)"));
        if (key.equals("deniedSyscalls")) {
            names.stream().filter(SystemCalls.ALWAYS::contains).forEach(name -> refuse(SECURITY + key,
                    "without '" + name + "' no program can be started or ended"));
        }
    }

    private void checkLimits() {
        if (workload.resources().cpuLimit().isPresent()) {
            groups.get().refusal("cpu").ifPresent(reason -> refuse("resources.cpu.limit", reason));
        }
        if (workload.resources().memoryLimit().isPresent()) {
            groups.get().refusal("memory").ifPresent(reason -> refuse("resources.memory.limit", reason));
        }
    }
}
