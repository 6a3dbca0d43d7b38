package dev.rune.plugin.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.runner.InstanceSpec;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Brings containers to life: all the way, or nothing is left of them. */
final class Starter {
    private final Engine engine;
    private final String owner;
    private final Images images;
    private final Networks networks;
    private final Containers containers;
    private final OutsideHand outside;
    private final HostPaths paths;

    Starter(Engine engine, String owner, Images images, Networks networks, Containers containers, OutsideHand outside,
            HostPaths paths) {
        this.engine = engine;
        this.owner = owner;
        this.images = images;
        this.networks = networks;
        this.containers = containers;
        this.outside = outside;
        this.paths = paths;
    }

    /** Starts the instance unless it lives or has ended already. */
    void start(InstanceSpec spec) {
        checkPaths(spec);
        String namespace = spec.id().namespace();
        String name = containers.name(spec.id());
        var staying = networks.lock(namespace).readLock();
        staying.lock();
        containers.starting().add(name);
        try {
            networks.provide(namespace);
            try {
                attempt(spec, name);
            } catch (MissingNetworkException gone) {
                networks.forget(namespace);
                networks.provide(namespace);
                attempt(spec, name);
            }
        } finally {
            containers.starting().remove(name);
            staying.unlock();
        }
    }

    /** The network was deleted under our feet. */
    private static final class MissingNetworkException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MissingNetworkException(DockerException cause) {
            super(cause);
        }
    }

    /** What may be mounted is asked again: the runefile or a link may have changed since the cast. */
    private void checkPaths(InstanceSpec spec) {
        ((ContainerSection) spec.workload().section()).volumes().stream().flatMap(volume -> volume.hostPath().stream())
                .flatMap(path -> paths.refused(path).stream()).findFirst().ifPresent(why -> {
                    throw ProblemException.of(ProblemCode.START_FAILED, why);
                });
    }

    private void attempt(InstanceSpec spec, String name) {
        create(spec, name).ifPresent(container -> {
            outside.weStart(container);
            boolean runs = false;
            try {
                engine.client().startContainerCmd(container).exec();
                runs = true;
            } catch (NotModifiedException already) {
                runs = true;
            } catch (DockerException refused) {
                if (Faults.said(refused).matches("(?s).*network \\S+ not found.*")) {
                    throw new MissingNetworkException(refused);
                }
                throw Faults.of(engine.address(), "starting container '" + name + "'", refused);
            } catch (RuntimeException failure) {
                throw Faults.of(engine.address(), "starting container '" + name + "'", failure);
            } finally {
                if (!runs) {
                    discard(container, name);
                }
            }
        });
    }

    /** A new container; empty where the instance has one that lives or has lived. */
    private Optional<String> create(InstanceSpec spec, String name) {
        try {
            return Optional.of(create(spec, name, true));
        } catch (ConflictException taken) {
            Optional<Containers.Found> there = containers.find(spec.id());
            if (there.isPresent() && !there.get().onlyCreated()) {
                return Optional.empty();
            }
            there.ifPresent(leftover -> discard(leftover.container(), name));
            // Where it is a stranger's, that one keeps its name and ours gets one of the engine's.
            return Optional.of(create(spec, there.isPresent() ? name : "", false));
        }
    }

    private String create(InstanceSpec spec, String name, boolean conflictIsExpected) {
        try {
            return request(spec, name);
        } catch (NotFoundException missing) {
            if (!Faults.said(missing).toLowerCase(Locale.ROOT).contains("no such image")) {
                throw Faults.of(engine.address(), "creating container '" + name + "'", missing);
            }
            ContainerSection section = (ContainerSection) spec.workload().section();
            images.forget(section.image());
            images.provide(section);
            return engine.call("creating container '" + name + "'", _ -> request(spec, name));
        } catch (ConflictException taken) {
            if (conflictIsExpected) {
                throw taken;
            }
            throw Faults.of(engine.address(), "creating container '" + name + "'", taken);
        } catch (RuntimeException failure) {
            throw Faults.of(engine.address(), "creating container '" + name + "'", failure);
        }
    }

    private String request(InstanceSpec spec, String name) {
        CreateContainerCmd request = new ContainerMaker(spec, Labels.of(spec, Instant.now())).request(engine.client(),
                owner, networks.name(spec.id().namespace()));
        if (!name.isEmpty()) {
            request.withName(name);
        }
        return request.exec().getId();
    }

    private void discard(String container, String name) {
        outside.weEnd(container);
        try {
            engine.call("removing container '" + name + "'", client -> client.removeContainerCmd(container)
                    .withForce(true).withRemoveVolumes(true).exec());
        } catch (ProblemException left) {
            // Never started, it is not listed, and the next list sweeps it away.
        }
    }
}
