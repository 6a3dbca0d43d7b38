package dev.rune.testkit;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.mount.MountHandler;
import dev.rune.kernel.spi.mount.MountHandlerProvider;
import dev.rune.kernel.spi.mount.MountRequest;
import dev.rune.kernel.spi.runner.MountedDirectory;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A handler for secrets that breaks one rule of the contract. */
enum MountDefect implements MountHandlerProvider {
    /** As it should be. */
    NONE(""),
    /** Writes what it takes for text. */
    TEXT_ONLY("M01"),
    /** Leaves out what lies deeper than in one directory. */
    SHALLOW("M02"),
    /** Lets everybody read. */
    PUBLIC("M03"),
    /** Does not remove what an earlier call made. */
    ADDS("M04"),
    /** Discards the files of everybody. */
    DISCARDS_ALL("M05"),
    /** Insists that who is discarded has had files. */
    INSISTS("M06"),
    /** Knows only of what it made itself. */
    FORGETS("M07");

    /** Nothing can be set. */
    record Section() {}

    private final String rule;

    MountDefect(String rule) {
        this.rule = rule;
    }

    /** The rule that it breaks. */
    Optional<String> rule() {
        return Optional.of(rule).filter(text -> !text.isEmpty());
    }

    @Override
    public String type() {
        return "secret";
    }

    @Override
    public SectionType<?> section() {
        return SectionType.of(MethodHandles.lookup(), Section.class);
    }

    @Override
    public MountHandler create(PluginContext context) {
        return new Handler(this, context.stateDirectory());
    }

    private static final class Handler implements MountHandler {
        private final MountDefect defect;
        private final Path state;
        private final Set<InstanceId> known = new HashSet<>();

        Handler(MountDefect defect, Path state) {
            this.defect = defect;
            this.state = state;
            if (defect != FORGETS) {
                known.addAll(onDisk());
            }
        }

        @Override
        public MountedDirectory materialize(InstanceId instance, MountRequest request) {
            known.add(instance);
            Path place = state.resolve(instance.name()).resolve(request.name());
            if (defect != ADDS) {
                delete(place);
            }
            request.files().forEach((path, content) -> {
                if (defect != SHALLOW || path.split("/").length <= 2) {
                    write(place.resolve(path), defect == TEXT_ONLY
                            ? new String(content.bytes(), StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8)
                            : content.bytes());
                }
            });
            tree(place).reversed().stream().filter(Files::isDirectory).forEach(path -> mode(path, "r-x------"));
            return new MountedDirectory(request.name(), place, request.mountPath());
        }

        private void write(Path file, byte[] content) {
            try {
                if (Files.exists(file.getParent())) {
                    mode(file.getParent(), "rwx------");
                }
                Files.createDirectories(file.getParent());
                Files.deleteIfExists(file);
                Files.write(file, content);
                mode(file, defect == PUBLIC ? "r--r--r--" : "r--------");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void discard(InstanceId instance) {
            if (defect == INSISTS && !known.contains(instance)) {
                throw new IllegalStateException(instance + " has never had files");
            }
            if (defect == DISCARDS_ALL) {
                onDisk().forEach(each -> delete(state.resolve(each.name())));
            }
            delete(state.resolve(instance.name()));
        }

        @Override
        public Set<InstanceId> held() {
            Set<InstanceId> held = onDisk();
            held.retainAll(known);
            return held;
        }

        private Set<InstanceId> onDisk() {
            Set<InstanceId> held = new TreeSet<>();
            try (Stream<Path> all = Files.list(state)) {
                all.forEach(path -> held.add(new InstanceId("contract", path.getFileName().toString())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return held;
        }

        @Override
        public void close() {
            // Nothing is open.
        }

        private static void mode(Path path, String mode) {
            try {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(Path place) {
            if (Files.exists(place)) {
                tree(place).stream().filter(Files::isDirectory).forEach(path -> mode(path, "rwx------"));
                for (Path path : tree(place).reversed()) {
                    try {
                        Files.delete(path);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        }

        private static List<Path> tree(Path place) {
            try (Stream<Path> all = Files.walk(place)) {
                return all.sorted(Comparator.naturalOrder()).toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
