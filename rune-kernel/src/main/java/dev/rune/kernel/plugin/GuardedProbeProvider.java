package dev.rune.kernel.plugin;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.PortRef;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.probe.Probe;
import dev.rune.kernel.spi.probe.ProbeProvider;
import dev.rune.kernel.spi.probe.ProbeTarget;
import dev.rune.kernel.spi.probe.Verdict;
import java.time.Duration;
import java.util.Optional;

/** A plugin's probe provider behind its guard. */
final class GuardedProbeProvider extends GuardedProvider<ProbeProvider> implements ProbeProvider {
    GuardedProbeProvider(Guard guard, Deadlines deadlines, ProbeProvider provider) {
        super(guard, deadlines, provider);
    }

    @Override
    public Optional<PortRef> port(Record section) {
        return guard().call("port of probe '" + type() + "'", deadlines().quick(), () -> provider().port(section));
    }

    @Override
    public GuardedProbe create(PluginContext context) {
        return new GuardedProbe(guard(), deadlines(), guard().call("the making of probe '" + type() + "'",
                deadlines().make(), () -> provider().create(context)));
    }

    /** A plugin's probe behind its guard: an attempt always ends in a verdict. */
    record GuardedProbe(Guard guard, Deadlines deadlines, Probe probe) implements Probe, Made {
        @Override
        public Verdict attempt(ProbeTarget target, Record section, Duration timeout) {
            try {
                return guard.call("an attempt at " + target.instance(), timeout.plus(deadlines.probe()),
                        () -> probe.attempt(target, section, timeout));
            } catch (ProblemException e) {
                return e.problem().code() == ProblemCode.DEADLINE
                        ? new Verdict.Unhealthy("no answer: " + e.problem().message())
                        : new Verdict.Inconclusive(e.problem().message());
            }
        }

        @Override
        public void close() {
            guard.close("close", deadlines.quick(), probe::close);
        }
    }
}
