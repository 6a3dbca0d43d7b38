package dev.rune.plugin.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.RestartPolicy;
import dev.rune.kernel.spec.ByteSize;
import dev.rune.kernel.spec.CpuAmount;
import dev.rune.kernel.spec.Resources;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.MountedDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an instance is, in the engine's words. */
final class ContainerMaker {
    private static final long CPU_PERIOD_MICROS = 100_000;
    private static final int SHARES_OF_ONE_CPU = 1024;
    private static final int LEAST_SHARES = 2;
    /** With the few ended instances that are kept, a service of one instance stays under its bound of 100 MiB. */
    private static final Map<String, String> LOG_BOUND = Map.of("max-size", "8m", "max-file", "2");

    private final InstanceSpec spec;
    private final ContainerSection section;
    private final Labels labels;

    ContainerMaker(InstanceSpec spec, Labels labels) {
        this.spec = spec;
        this.section = (ContainerSection) spec.workload().section();
        this.labels = labels;
    }

    /** The request that makes a container of {@code owner} in {@code network}; its name is still to be chosen. */
    CreateContainerCmd request(DockerClient client, String owner, String network) {
        CreateContainerCmd request = client.createContainerCmd(section.image())
                .withLabels(labels.text(owner)).withEnv(Variables.of(spec, labels.ports()))
                .withAliases(spec.labels().service(), spec.labels().service() + "." + spec.id().namespace() + ".rune")
                .withHostConfig(host(network));
        if (!section.command().isEmpty()) {
            request.withEntrypoint(section.command());
        }
        if (!section.args().isEmpty()) {
            request.withCmd(
                    section.args().stream().map(arg -> Variables.filled(arg, labels.ports(), spec.mounts())).toList());
        }
        section.workdir().ifPresent(request::withWorkingDir);
        section.securityContext().account().ifPresent(request::withUser);
        return request;
    }

    private HostConfig host(String network) {
        HostConfig host = HostConfig.newHostConfig().withNetworkMode(network)
                .withRestartPolicy(RestartPolicy.noRestart())
                .withInit(section.init()).withMounts(mounts())
                .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, LOG_BOUND));
        limit(host, spec.workload().resources());
        Security security = section.securityContext();
        if (security.readOnlyFS()) {
            host.withReadonlyRootfs(true);
        }
        if (security.noNewPrivileges()) {
            host.withSecurityOpts(List.of("no-new-privileges:true"));
        }
        security.capabilities().ifPresent(kept -> {
            host.withCapDrop(Capability.ALL);
            host.withCapAdd(kept.stream().map(Capability::valueOf).toArray(Capability[]::new));
        });
        return host;
    }

    private static void limit(HostConfig host, Resources resources) {
        resources.cpuLimit().ifPresent(limit -> host.withCpuPeriod(CPU_PERIOD_MICROS)
                .withCpuQuota(limit.millis() * CPU_PERIOD_MICROS / 1000));
        Optional<CpuAmount> share = resources.cpu().flatMap(Resources.Cpu::request);
        share.ifPresent(request -> host
                .withCpuShares((int) Math.max(LEAST_SHARES, request.millis() * SHARES_OF_ONE_CPU / 1000)));
        // Without swap: a program that needs more than its limit ends and says so, instead of crawling.
        resources.memoryLimit().ifPresent(limit -> host.withMemory(limit.bytes()).withMemorySwap(limit.bytes()));
        Optional<ByteSize> kept = resources.memory().flatMap(Resources.Memory::request);
        kept.ifPresent(request -> host.withMemoryReservation(request.bytes()));
    }

    private List<Mount> mounts() {
        List<Mount> mounts = new ArrayList<>();
        for (VolumeMount volume : section.volumes()) {
            mounts.add(new Mount().withType(volume.hostPath().isPresent() ? MountType.BIND : MountType.VOLUME)
                    .withSource(volume.hostPath().or(volume::volume).orElseThrow()).withTarget(volume.mountPath())
                    .withReadOnly(volume.readOnly()));
        }
        for (MountedDirectory mount : spec.mounts()) {
            mounts.add(new Mount().withType(MountType.BIND).withSource(mount.directory().toString())
                    .withTarget(mount.mountPath()).withReadOnly(true));
        }
        return mounts;
    }
}
