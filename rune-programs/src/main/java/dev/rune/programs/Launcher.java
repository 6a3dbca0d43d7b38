package dev.rune.programs;

import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.Refusal;
import dev.rune.kernel.spi.runner.Workload;
import java.util.List;
import java.util.Map;

/**
 * Says what to run; the part of a runner that its author writes. Called on virtual threads, from several at once; keeps
 * nothing. Status: evolving since 0.1.
 */
public interface Launcher {
    /**
     * What to run for {@code spec}. The section of its workload is an instance of the record of the plugin's section.
     * Should look whether what it names is there: a program that cannot be started fails the start as well, but in words
     * of the operating system's.
     *
     * @param ports where the instance shall listen, by the names of the service's ports
     * @throws dev.rune.kernel.problem.ProblemException {@code START_FAILED} when the service is at fault,
     *                                                  {@code UNAVAILABLE} when the host is and another try may succeed
     */
    Program program(InstanceSpec spec, Map<String, Integer> ports);

    /**
     * What this host cannot do of {@code workload}, beside what {@link ProgramRunner#check} finds. Must be quick and change
     * nothing.
     */
    default List<Refusal> check(Workload workload) {
        return List.of();
    }
}
