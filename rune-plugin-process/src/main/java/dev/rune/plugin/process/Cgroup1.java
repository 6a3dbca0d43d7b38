package dev.rune.plugin.process;

import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first version of control groups: one hierarchy for each controller. */
final class Cgroup1 implements ControlGroups {
    private static final long PERIOD_MICROS = 100_000;
    private static final long LEAST_QUOTA_MICROS = 1000;

    private final CgroupMounts mounts;

    Cgroup1(CgroupMounts mounts) {
        this.mounts = mounts;
    }

    static Cgroup1 find() throws IOException {
        return new Cgroup1(CgroupMounts.read());
    }

    static boolean present() throws IOException {
        return CgroupMounts.read().hierarchies().containsKey("memory");
    }

    @Override
    public Optional<String> refusal(String controller) {
        Path own = mounts.hierarchies().get(controller);
        if (own == null) {
            return Optional.of("this host has no control groups with the controller '" + controller + "'");
        }
        return Files.isWritable(own)
                ? Optional.empty()
                : mounts.unchangeable(own)
                        .or(() -> Optional.of("runed may not make control groups in " + own + ": run it as root"));
    }

    @Override
    public ControlGroup create(String owner, InstanceId id, Resources resources) throws IOException {
        List<Path> made = new ArrayList<>();
        try {
            if (resources.cpu().isPresent() && refusal("cpu").isEmpty()) {
                limitCpu(make("cpu", owner, id, made), resources.cpu().get());
            }
            if (resources.memory().isPresent() && refusal("memory").isEmpty()) {
                limitMemory(make("memory", owner, id, made), resources.memory().get());
            }
            return new ControlGroup(List.copyOf(made));
        } catch (IOException failed) {
            new ControlGroup(List.copyOf(made)).remove();
            throw failed;
        }
    }

    private Path make(String controller, String owner, InstanceId id, List<Path> made) throws IOException {
        Path group = Optional.ofNullable(mounts.hierarchies().get(controller)).orElseThrow().resolve("rune-" + owner)
                .resolve(ControlGroups.name(id));
        ControlGroups.make(group);
        // Two controllers mounted together share one directory.
        if (!made.contains(group)) {
            made.add(group);
        }
        return group;
    }

    private static void limitCpu(Path group, Resources.Cpu cpu) throws IOException {
        if (cpu.limit().isPresent()) {
            long quota = Math.max(LEAST_QUOTA_MICROS, cpu.limit().get().millis() * PERIOD_MICROS / 1000);
            Files.writeString(group.resolve("cpu.cfs_period_us"), Long.toString(PERIOD_MICROS));
            Files.writeString(group.resolve("cpu.cfs_quota_us"), Long.toString(quota));
        }
        if (cpu.request().isPresent()) {
            long shares = Math.clamp(cpu.request().get().millis() * 1024 / 1000, 2, 262_144);
            Files.writeString(group.resolve("cpu.shares"), Long.toString(shares));
        }
    }

    private static void limitMemory(Path group, Resources.Memory memory) throws IOException {
        if (memory.limit().isPresent()) {
            String limit = Long.toString(memory.limit().get().bytes());
            Files.writeString(group.resolve("memory.limit_in_bytes"), limit);
            Path withSwap = group.resolve("memory.memsw.limit_in_bytes");
            if (Files.exists(withSwap)) {
                Files.writeString(withSwap, limit);
            } else {
                Files.writeString(group.resolve("memory.swappiness"), "0");
            }
        }
        if (memory.request().isPresent()) {
            Files.writeString(group.resolve("memory.soft_limit_in_bytes"),
                    Long.toString(memory.request().get().bytes()));
        }
    }
}
