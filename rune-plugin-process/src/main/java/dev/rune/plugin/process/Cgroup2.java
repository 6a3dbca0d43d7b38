package dev.rune.plugin.process;

import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The second version of control groups: one hierarchy. As root, groups are made at its top, where no service manager
 * that ends the daemon reaches them; otherwise in the daemon's own group, which must have been delegated to it.
 */
final class Cgroup2 implements ControlGroups {
    private static final long PERIOD_MICROS = 100_000;
    private static final long LEAST_QUOTA_MICROS = 1000;

    private final Optional<Path> base;
    private final boolean root;
    private final Optional<String> unchangeable;

    /**
     * Groups are made below {@code base}, which is the top of the hierarchy where {@code root} says so.
     *
     * @param unchangeable why nobody can make any there; empty where somebody could
     */
    Cgroup2(Optional<Path> base, boolean root, Optional<String> unchangeable) {
        this.base = base;
        this.root = root;
        this.unchangeable = unchangeable;
    }

    static Cgroup2 find() throws IOException {
        CgroupMounts mounts = CgroupMounts.read();
        boolean root = Privileges.own().uid() == 0;
        Optional<Path> base = Optional.ofNullable((root ? mounts.roots() : mounts.hierarchies()).get(""));
        return new Cgroup2(base, root, base.flatMap(mounts::unchangeable));
    }

    @Override
    public Optional<String> refusal(String controller) {
        if (base.isEmpty()) {
            return Optional.of("this host has no control groups");
        }
        try {
            if (!words(base.get().resolve("cgroup.controllers")).contains(controller)) {
                return Optional.of("the control groups in " + base.get() + " lack the controller '" + controller + "'"
                        + (root ? "" : ": run runed as root, or in a unit with Delegate=yes"));
            }
            boolean enabled = words(base.get().resolve("cgroup.subtree_control")).contains(controller);
            boolean writable = Files.isWritable(base.get())
                    && Files.isWritable(base.get().resolve(enabled ? "cgroup.procs" : "cgroup.subtree_control"));
            return writable
                    ? Optional.empty()
                    : unchangeable.or(() -> Optional.of("runed may not make control groups in " + base.get()
                            + ": run it as root, or in a unit with Delegate=yes"));
        } catch (IOException unreadable) {
            return Optional.of("the control groups in " + base.get() + " cannot be read");
        }
    }

    @Override
    public ControlGroup create(String owner, InstanceId id, Resources resources) throws IOException {
        if (base.isEmpty()) {
            return new ControlGroup(List.of());
        }
        Path parent = base.get().resolve("rune-" + owner);
        if (!enable(base.get())) {
            makeRoom();
        }
        Files.createDirectories(parent);
        enable(parent);
        Path group = parent.resolve(ControlGroups.name(id));
        ControlGroups.make(group);
        try {
            limit(group, resources);
            return new ControlGroup(List.of(group));
        } catch (IOException failed) {
            new ControlGroup(List.of(group)).remove();
            throw failed;
        }
    }

    /** Hands the controllers on to the groups in {@code group}; false where processes in it are in the way. */
    private static boolean enable(Path group) {
        try {
            Path control = group.resolve("cgroup.subtree_control");
            if (!words(control).containsAll(List.of("cpu", "memory"))) {
                Files.writeString(control, "+cpu +memory");
            }
            return true;
        } catch (IOException busy) {
            return false;
        }
    }

    /** A group with processes of its own has no limited groups below it, so the daemon steps aside into one. */
    private void makeRoom() throws IOException {
        Path aside = base.get().resolve("runed");
        Files.createDirectories(aside);
        for (String pid : Files.readAllLines(base.get().resolve("cgroup.procs"))) {
            Files.writeString(aside.resolve("cgroup.procs"), pid);
        }
        Files.writeString(base.get().resolve("cgroup.subtree_control"), "+cpu +memory");
    }

    private static void limit(Path group, Resources resources) throws IOException {
        if (resources.cpuLimit().isPresent()) {
            long quota = Math.max(LEAST_QUOTA_MICROS, resources.cpuLimit().get().millis() * PERIOD_MICROS / 1000);
            Files.writeString(group.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
        }
        if (resources.cpu().flatMap(Resources.Cpu::request).isPresent()) {
            long millis = resources.cpu().flatMap(Resources.Cpu::request).get().millis();
            writeIfThere(group.resolve("cpu.weight"), Long.toString(Math.clamp(millis / 10, 1, 10_000)));
        }
        if (resources.memoryLimit().isPresent()) {
            Files.writeString(group.resolve("memory.max"), Long.toString(resources.memoryLimit().get().bytes()));
            writeIfThere(group.resolve("memory.swap.max"), "0");
        }
        if (resources.memory().flatMap(Resources.Memory::request).isPresent()) {
            writeIfThere(group.resolve("memory.low"),
                    Long.toString(resources.memory().flatMap(Resources.Memory::request).get().bytes()));
        }
    }

    private static void writeIfThere(Path file, String value) throws IOException {
        if (Files.exists(file)) {
            Files.writeString(file, value);
        }
    }

    private static List<String> words(Path file) throws IOException {
        return Arrays.asList(Files.readString(file).strip().split(" ", -1));
    }
}
