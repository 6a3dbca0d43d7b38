package dev.rune.testkit;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.PortRef;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.probe.Probe;
import dev.rune.kernel.spi.probe.ProbeProvider;
import dev.rune.kernel.spi.probe.ProbeTarget;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.status.InstanceId;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The probe {@value #TYPE}, which answers what a test tells it: healthy until it is told otherwise. It is provider and
 * probe in one. Safe for use by several threads.
 */
public final class FakeProbe implements ProbeProvider {
    /** Its type word. */
    public static final String TYPE = "fake";

    private static final SectionType<FakeProbeSection> SECTION = SectionType.of(MethodHandles.lookup(),
            FakeProbeSection.class);

    private final Map<String, Function<InstanceId, Verdict>> answers = new HashMap<>();
    private final List<ProbeTarget> asked = new ArrayList<>();

    /** From now on answers the question {@code about} with {@code verdict}, whoever is asked. */
    public void answer(String about, Verdict verdict) {
        answer(about, _ -> verdict);
    }

    /** From now on answers the question {@code about} by asking {@code answer}, which may throw. */
    public synchronized void answer(String about, Function<InstanceId, Verdict> answer) {
        answers.put(about, answer);
    }

    /** Whom it was asked about, in order. */
    public synchronized List<ProbeTarget> asked() {
        return List.copyOf(asked);
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public SectionType<FakeProbeSection> section() {
        return SECTION;
    }

    @Override
    public Optional<PortRef> port(Record section) {
        return ((FakeProbeSection) section).port();
    }

    @Override
    public Probe create(PluginContext context) {
        return new Probe() {
            @Override
            public Verdict attempt(ProbeTarget target, Record section, Duration timeout) {
                return answerTo(((FakeProbeSection) section).about(), target).apply(target.instance());
            }

            @Override
            public void close() {
                // There is nothing to let go of.
            }
        };
    }

    private synchronized Function<InstanceId, Verdict> answerTo(String about, ProbeTarget target) {
        asked.add(target);
        return answers.getOrDefault(about, _ -> new Verdict.Healthy("fine"));
    }
}
