package dev.rune.plugin.docker;

import dev.rune.kernel.spi.runner.Refusal;
import dev.rune.kernel.spi.runner.Workload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What cannot be done of a workload; with an engine's host at hand, there. */
final class WorkloadCheck {
    /** The engine refuses less. */
    private static final long LEAST_MEMORY = 6L << 20;
    /** The kernel refuses less. */
    private static final long LEAST_CPU_MILLIS = 10;

    private final Workload workload;
    private final ContainerSection section;
    private final Optional<HostPaths> host;
    private final List<Refusal> refusals = new ArrayList<>();

    WorkloadCheck(Workload workload, Optional<HostPaths> host) {
        this.workload = workload;
        this.section = (ContainerSection) workload.section();
        this.host = host;
    }

    List<Refusal> refusals() {
        checkVolumes();
        checkPorts();
        workload.resources().memoryLimit().filter(limit -> limit.bytes() < LEAST_MEMORY)
                .ifPresent(limit -> refuse("resources.memory.limit",
                        limit + " is less memory than a container can have: write at least 6Mi"));
        workload.resources().cpuLimit().filter(limit -> limit.millis() < LEAST_CPU_MILLIS)
                .ifPresent(limit -> refuse("resources.cpu.limit",
                        limit + " is less processor time than a container can be held to: write at least "
                                + LEAST_CPU_MILLIS + "m"));
        return List.copyOf(refusals);
    }

    private void checkVolumes() {
        section.volumes().stream().flatMap(volume -> volume.hostPath().stream()).forEach(path -> host
                .map(paths -> paths.refused(path)).orElseGet(() -> HostPaths.refusedAnywhere(path))
                .ifPresent(why -> refuse("volumes", why)));
    }

    private void checkPorts() {
        Set<String> names = new HashSet<>();
        workload.ports().forEach(port -> names.add(port.name().text()));
        section.args().forEach(arg -> checkPortsIn("args", arg, names));
        workload.env().forEach((name, value) -> {
            checkPortsIn("env." + name, value, names);
            if (value.indexOf('\0') >= 0) {
                refuse("env." + name, "a variable cannot hold the character NUL");
            }
        });
    }

    private void checkPortsIn(String path, String text, Set<String> names) {
        Variables.portsIn(text).stream().filter(name -> !names.contains(name)).forEach(name -> refuse(path,
                "there is no port '" + name + "' to put in: the service's ports are " + names));
    }

    private void refuse(String path, String message) {
        refusals.add(new Refusal(path, message));
    }
}
