package dev.rune.kernel.plugin;

import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.mount.MountHandler;
import dev.rune.kernel.spi.mount.MountHandlerProvider;
import dev.rune.kernel.spi.mount.MountRequest;
import dev.rune.kernel.spi.runner.MountedDirectory;
import dev.rune.kernel.status.InstanceId;
import java.util.Optional;
import java.util.Set;

/** A plugin's mount handler provider behind its guard. */
final class GuardedMountHandlerProvider extends GuardedProvider<MountHandlerProvider> implements MountHandlerProvider {
    GuardedMountHandlerProvider(Guard guard, Deadlines deadlines, MountHandlerProvider provider) {
        super(guard, deadlines, provider);
    }

    @Override
    public GuardedMountHandler create(PluginContext context) {
        return new GuardedMountHandler(guard(), deadlines(),
                guard().call("the making of mount handler '" + type() + "'",
                        deadlines().make(), () -> provider().create(context)));
    }

    /** A plugin's mount handler behind its guard, with one call at a time for an instance. */
    record GuardedMountHandler(Guard guard, Deadlines deadlines, MountHandler handler) implements MountHandler, Made {
        @Override
        public MountedDirectory materialize(InstanceId instance, MountRequest request) {
            return guard.call("mount '" + request.name() + "' of " + instance, Optional.of(instance), deadlines.mount(),
                    () -> handler.materialize(instance, request));
        }

        @Override
        public void discard(InstanceId instance) {
            guard.run("discard of the mounts of " + instance, Optional.of(instance), deadlines.mount(),
                    () -> handler.discard(instance));
        }

        @Override
        public Set<InstanceId> held() {
            return guard.call("the list of mounted instances", deadlines.list(), () -> Set.copyOf(handler.held()));
        }

        @Override
        public void close() {
            guard.close("close", deadlines.quick(), handler::close);
        }
    }
}
