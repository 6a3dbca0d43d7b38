package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.runner.Capability;
import dev.rune.kernel.spi.runner.Runner;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The contract of runners finds who breaks it:")
class RunnerContractIsStrictTest {
    /** More at a time would starve those that wait for something to happen in time. */
    private static final int AT_ONCE = 6;

    @TestFactory
    Stream<DynamicTest> eachDefectFailsItsRules() {
        List<RunnerDefect> defects = Stream.concat(RunnerDefects.all(), LogAndExecDefects.all()).toList();
        try (ExecutorService runs = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<ContractRun>> done = defects.stream().map(defect -> runs.submit(() -> with(defect))).toList();
            return IntStream.range(0, defects.size())
                    .mapToObj(at -> DynamicTest.dynamicTest(defects.get(at).toString(), () -> {
                        Map<String, String> failed = done.get(at).get().failed();
                        assertEquals(defects.get(at).rules(), new TreeSet<>(failed.keySet()), failed::toString);
                    }));
        }
    }

    @Test
    @DisplayName("every rule has a defect that breaks it")
    void everyRuleHasADefect() {
        Set<String> broken = new TreeSet<>();
        Stream.concat(RunnerDefects.all(), LogAndExecDefects.all()).forEach(defect -> broken.addAll(defect.rules()));
        assertEquals(with(new RunnerDefect(Set.of(), "is as it should be", FakeRunnerProvider::new)).rules(),
                broken.size());
    }

    @Test
    @DisplayName("a runner without capabilities that refuses them keeps it")
    void withoutCapabilities() {
        ContractRun run = with(new RunnerDefect(Set.of(), "can nothing more",
                host -> new FakeRunnerProvider(host, EnumSet.noneOf(Capability.class))));
        assertEquals(Map.of(), run.failed());
    }

    @Test
    @DisplayName("a runner that can what it does not declare breaks it")
    void undeclaredCapabilities() {
        for (Capability capability : Capability.values()) {
            ContractRun run = with(new RunnerDefect(Set.of(), "hides what it can", host -> {
                FakeRunnerProvider able = new FakeRunnerProvider(host);
                return new ForwardingProvider(host) {
                    @Override
                    public Set<Capability> capabilities() {
                        return EnumSet.complementOf(EnumSet.of(capability));
                    }

                    @Override
                    public Runner create(PluginContext context) {
                        return able.create(context);
                    }
                };
            }));
            assertTrue(
                    !run.failed().isEmpty()
                            && run.failed().values().stream().allMatch(why -> why.contains("UNSUPPORTED")),
                    () -> capability + ": " + run.failed());
        }
    }

    private static ContractRun with(RunnerDefect defect) {
        return ScopedValue.where(FakeRunnerContractTest.DEFECT, defect)
                .call(() -> ContractRun.of(FakeRunnerContractTest.class));
    }
}
