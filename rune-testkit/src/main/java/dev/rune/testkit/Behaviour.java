package dev.rune.testkit;

import dev.rune.kernel.spec.ByteSize;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spi.runner.LogLine.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What an instance of the contract does, said without any runner's words. A {@link RunnerFixture} turns it into a
 * workload.
 */
public sealed interface Behaviour {
    /** A program that cannot be started because there is no such program (or image). */
    record MissingProgram() implements Behaviour {}

    /**
     * A program that does one step after another and ends with exit code 0 after the last.
     *
     * @param steps what it does
     */
    record Program(List<Step> steps) implements Behaviour {
        public Program {
            steps = List.copyOf(steps);
        }

        /** Then writes a line to standard output. */
        public Program prints(String line) {
            return then(new Step.Print(Stream.STDOUT, line));
        }

        /** Then writes a line to standard error. */
        public Program printsError(String line) {
            return then(new Step.Print(Stream.STDERR, line));
        }

        /** Then writes the value of a variable. */
        public Program printsVariable(String name) {
            return then(new Step.PrintVariable(name));
        }

        /** Then does nothing for a while. */
        public Program pauses(Duration time) {
            return then(new Step.Pause(time));
        }

        /** From then on ends with {@code code} when {@code signal} comes. */
        public Program endsOn(Signal signal, int code) {
            return then(new Step.EndOn(signal, code));
        }

        /** From then on is not impressed by {@code signal}. */
        public Program ignores(Signal signal) {
            return then(new Step.Ignore(signal));
        }

        /** Then leaves a detached process behind, see {@link Step.Detach}. */
        public Program detaches() {
            return then(new Step.Detach());
        }

        /** Then listens at a port for ever, see {@link Step.Listen}. */
        public Program listens(String port) {
            return then(new Step.Listen(port));
        }

        /** Then holds memory for ever. */
        public Program holds(ByteSize size) {
            return then(new Step.HoldMemory(size));
        }

        /** Then ends with an exit code. */
        public Program exits(int code) {
            return then(new Step.Exit(code));
        }

        /** Then ends itself by a signal. */
        public Program dies(Signal signal) {
            return then(new Step.Die(signal));
        }

        /** Then goes on for ever. */
        public Program runsForEver() {
            return then(new Step.RunForEver());
        }

        /** Then does {@code step}. */
        public Program then(Step step) {
            List<Step> longer = new ArrayList<>(steps);
            longer.add(step);
            return new Program(longer);
        }
    }

    /** A program that ends at once; add steps to it. */
    static Program program() {
        return new Program(List.of());
    }
}
