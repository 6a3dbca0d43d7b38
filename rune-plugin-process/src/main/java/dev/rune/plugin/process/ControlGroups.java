package dev.rune.plugin.process;

import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where this host lets us limit what instances use. Safe for use by several threads. */
interface ControlGroups {
    /** How often to try what somebody else may undo at the same moment. */
    int TRIES = 20;

    /** Why {@code controller} ({@code cpu}, {@code memory}) cannot be used here; empty where it can. Changes nothing. */
    Optional<String> refusal(String controller);

    /**
     * A group for the instance {@code id} with the limits of {@code resources}, and with its requests where the
     * controllers for them are there.
     */
    ControlGroup create(String owner, InstanceId id, Resources resources) throws IOException;

    /** Looked for when first needed: most services have no limits. */
    final class OfThisHost {
        /** The second version where it has the controllers, else the first. */
        static final ControlGroups FOUND = find();

        private OfThisHost() {}

        private static ControlGroups find() {
            try {
                Cgroup2 second = Cgroup2.find();
                return second.refusal("memory").isEmpty() || !Cgroup1.present() ? second : Cgroup1.find();
            } catch (IOException unreadable) {
                return new Missing("control groups cannot be looked for: " + unreadable.getMessage());
            }
        }
    }

    /** Whether {@code resources} say anything that a group is needed for. */
    static boolean needed(Resources resources) {
        return resources.cpu().isPresent() || resources.memory().isPresent();
    }

    /** Makes {@code group} and what is above it, which goes with its last instance, maybe at this moment. */
    static void make(Path group) throws IOException {
        for (int tries = 1;; tries++) {
            try {
                Files.createDirectories(group);
                return;
            } catch (NoSuchFileException gone) {
                if (tries == TRIES) {
                    throw gone;
                }
            }
        }
    }

    /** The name of an instance's group: both parts are DNS labels, which have no underscore. */
    static String name(InstanceId id) {
        return id.namespace() + "_" + id.name();
    }

    /** A host without any. */
    record Missing(String reason) implements ControlGroups {
        @Override
        public Optional<String> refusal(String controller) {
            return Optional.of(reason);
        }

        @Override
        public ControlGroup create(String owner, InstanceId id, Resources resources) {
            return new ControlGroup(List.of());
        }
    }
}
