package dev.rune.testkit;

import static dev.rune.testkit.RunnerBench.refused;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.spi.runner.Capability;
import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spec.Signal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What the groups of rules have in common. */
interface RunnerRules {
    /** The runner under test. */
    RunnerBench bench();

    /**
     * Whether the runner declares {@code capability}; if not, checks that it refuses it, and the rule has nothing more
     * to say.
     */
    default boolean can(Capability capability) {
        if (bench().can(capability)) {
            return true;
        }
        InstanceSpec spec = bench().started(Behaviour.program().runsForEver());
        refused(Set.of(ProblemCode.UNSUPPORTED), () -> use(capability, spec));
        return false;
    }

    /** Uses {@code capability} in the simplest way. */
    default void use(Capability capability, InstanceSpec spec) {
        switch (capability) {
            case LOGS -> bench().runner().logs(spec.id(), LogQuery.all()).close();
            case EXEC -> bench().runner().exec(spec.id(), new ExecRequest(
                    bench().fixture().command(Behaviour.program()), Map.of(), Optional.empty(), Optional.empty()))
                    .close();
            case SIGNAL -> bench().runner().signal(spec.id(), Signal.SIGCONT);
            case USAGE -> bench().runner().usage(spec.id());
        }
    }

    /** Starts a program and returns once it has written {@code line}. */
    default InstanceSpec startedAndSaid(Behaviour.Program program, String line) {
        InstanceSpec spec = bench().started(program);
        bench().awaitLine(spec, line);
        return spec;
    }

    /** The lines {@code line 1} to {@code line <count>}. */
    static List<String> numbered(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(n -> "line " + n).toList();
    }
}
