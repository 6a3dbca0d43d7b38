package dev.rune.testkit;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.MountSpec;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.mount.MountHandler;
import dev.rune.kernel.spi.mount.MountHandlerProvider;
import dev.rune.kernel.spi.mount.MountRequest;
import dev.rune.kernel.spi.runner.MountedDirectory;
import dev.rune.kernel.status.InstanceId;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A mount handler whose files are kept in memory and survive the kernel, as those of a host do. Safe for many threads. */
public final class FakeMounts implements MountHandlerProvider {
    /** Nothing can be set. */
    record NoSection() {}

    private static final SectionType<NoSection> SECTION = SectionType.of(MethodHandles.lookup(), NoSection.class);

    private static final SectionType<FakeMountSection> OWN = SectionType.of(MethodHandles.lookup(),
            FakeMountSection.class);

    private final String type;
    private final Map<InstanceId, Map<String, Map<String, OpaqueBytes>>> files = new ConcurrentHashMap<>();
    private final Set<InstanceId> discarded = ConcurrentHashMap.newKeySet();
    private volatile boolean broken;

    /**
     * The handler {@code secret} or {@code config}; or one of another type, whose mounts have one file: a text, and its
     * name.
     */
    public FakeMounts(String type) {
        this.type = type;
    }

    /** The files of an instance, by mount and path; empty where it has none. */
    public Map<String, Map<String, OpaqueBytes>> files(InstanceId instance) {
        return Map.copyOf(files.getOrDefault(instance, Map.of()));
    }

    /** The instances whose files were to go. */
    public Set<InstanceId> discarded() {
        return Set.copyOf(discarded);
    }

    /** Every instance that has files. */
    public Set<InstanceId> instances() {
        return Set.copyOf(files.keySet());
    }

    /** From now on no files can be made, or they can again. */
    public void breaks(boolean now) {
        broken = now;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public SectionType<?> section() {
        return MountSpec.OF_CONTENT.contains(type) ? SECTION : OWN;
    }

    @Override
    public MountHandler create(PluginContext context) {
        return new Handler();
    }

    private final class Handler implements MountHandler {
        @Override
        public MountedDirectory materialize(InstanceId instance, MountRequest request) {
            if (broken) {
                throw ProblemException.of(ProblemCode.UNAVAILABLE, "no room for files");
            }
            files.computeIfAbsent(instance, _ -> new ConcurrentHashMap<>()).put(request.name(),
                    request.section().map(FakeMountSection.class::cast)
                            .map(own -> Map.of(own.file(), OpaqueBytes.ofText(own.text()))).orElse(request.files()));
            return new MountedDirectory(request.name(), Path.of("/fake", instance.name(), request.name()),
                    request.mountPath());
        }

        @Override
        public void discard(InstanceId instance) {
            discarded.add(instance);
            files.remove(instance);
        }

        @Override
        public Set<InstanceId> held() {
            return instances();
        }

        @Override
        public void close() {
            // Files outlive the kernel.
        }
    }
}
