package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rune.kernel.spi.mount.MountHandlerProvider;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The contract of mount handlers finds who breaks it:")
class MountContractIsStrictTest {
    private static volatile MountDefect underTest = MountDefect.NONE;

    /** The contract, run only from here. */
    static class Run extends MountContract {
        @Override
        protected MountHandlerProvider provider() {
            return underTest;
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachDefectBreaksItsRuleAlone(MountDefect defect) {
        underTest = defect;
        ContractRun run = ContractRun.of(Run.class);
        assertEquals(defect.rule().map(Set::of).orElse(Set.of()), run.failed().keySet(), run.failed()::toString);
    }

    @Test
    void everyRuleHasADefect() {
        underTest = MountDefect.NONE;
        Set<String> broken = Arrays.stream(MountDefect.values()).flatMap(defect -> defect.rule().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(ContractRun.of(Run.class).rules(), broken.size(), broken::toString);
    }
}
