package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The contract of exposures finds who breaks it:")
class ExposureContractIsStrictTest {
    /** More at a time would starve those that wait for something to happen in time. */
    private static final int AT_ONCE = 4;

    @TestFactory
    Stream<DynamicTest> eachDefectFailsItsRule() {
        List<ExposureDefect> defects = ExposureDefects.all().toList();
        try (ExecutorService runs = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<ContractRun>> done = defects.stream().map(defect -> runs.submit(() -> with(defect))).toList();
            return IntStream.range(0, defects.size())
                    .mapToObj(at -> DynamicTest.dynamicTest(defects.get(at).toString(), () -> {
                        Map<String, String> failed = done.get(at).get().failed();
                        assertEquals(Set.of(defects.get(at).rule()), failed.keySet(), failed::toString);
                    }));
        }
    }

    @Test
    @DisplayName("every rule has a defect that breaks it")
    void everyRuleHasADefect() {
        Set<String> broken = ExposureDefects.all().map(ExposureDefect::rule)
                .collect(Collectors.toCollection(TreeSet::new));
        ContractRun sound = with(new ExposureDefect("none", "is as it should be", PlainExposure::new));
        assertEquals(Map.of(), sound.failed());
        assertEquals(sound.rules(), broken.size());
    }

    private static ContractRun with(ExposureDefect defect) {
        return ScopedValue.where(PlainExposureContractTest.DEFECT, defect)
                .call(() -> ContractRun.of(PlainExposureContractTest.class));
    }
}
