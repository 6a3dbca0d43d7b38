package dev.rune.plugin.process;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Starts instances, and leaves nothing behind of those it cannot start. */
final class Starter {
    private static final int SIGKILL = 9;

    private final String owner;
    private final String boot = Survivors.boot();
    private final Privileges privileges = Privileges.own();
    private final Account own = Account.of(Long.toString(privileges.uid())).orElseThrow();
    private final RunFolders folders;
    private final ShimServer shims;
    private final Instances instances;
    private final PortAllocator ports;
    private final MountPoints mountPoints;

    Starter(String owner, RunFolders folders, ShimServer shims, Instances instances, PortAllocator ports,
            MountPoints mountPoints) {
        this.owner = owner;
        this.folders = folders;
        this.shims = shims;
        this.instances = instances;
        this.ports = ports;
        this.mountPoints = mountPoints;
    }

    /** Starts the instance and returns once its program runs. */
    void start(InstanceSpec spec) {
        List<Endpoint> endpoints = ports.allocate(spec.workload().ports());
        try {
            LaunchPlan plan = new LaunchPlan(spec, endpoints, privileges, own);
            ControlGroup cgroup = cgroup(spec.id(), spec.workload().resources());
            try {
                mountPoints.provide(plan.places(), () -> launch(spec, plan, endpoints, cgroup));
            } catch (RuntimeException failed) {
                cgroup.remove();
                throw failed;
            }
        } catch (RuntimeException failed) {
            ports.release(endpoints);
            throw failed;
        }
    }

    private void launch(InstanceSpec spec, LaunchPlan plan, List<Endpoint> endpoints, ControlGroup cgroup) {
        long number = shims.nextRequest();
        String record = InstanceRecord.text(owner, boot, spec.id(), spec.labels(), endpoints, cgroup, plan.uid());
        CompletableFuture<StartReply> reply = shims.send(number, plan.request(number, record, cgroup));
        Path folder = folders.folder(spec.id());
        StartReply started;
        try {
            started = ShimServer.await(reply);
        } catch (ProblemException late) {
            var _ = reply.thenAccept(unwanted -> unwanted.process().signal(SIGKILL));
            throw late;
        }
        if (started.step() != StartStep.NONE) {
            if (!Files.exists(folder.resolve("instance"), LinkOption.NOFOLLOW_LINKS)) {
                folders.delete(folder);
            }
            throw started.step().problem(started.error(), (ProcessSection) spec.workload().section(), plan.path());
        }
        instances.started(new Instance(new InstanceRecord(owner, boot, spec.id(), spec.labels(), endpoints, cgroup,
                plan.uid(), started.shim(), started.process(), started.startedAt()), folder));
    }

    private ControlGroup cgroup(InstanceId id, Resources resources) {
        if (!ControlGroups.needed(resources)) {
            return ControlGroup.NONE;
        }
        try {
            return ControlGroups.OfThisHost.FOUND.create(owner.replaceAll("[^A-Za-z0-9-]", "-"), id, resources);
        } catch (IOException failed) {
            throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE,
                    "no control group can be made for " + id + ", which has limits: " + failed), failed);
        }
    }
}
