package dev.rune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The contract of plugin directories")
class PluginDirectoryContractIsStrictTest {
    private static final int RULES = 8;

    @TempDir
    Path workshop;

    @ParameterizedTest
    @EnumSource(DirectoryDefect.class)
    void findsTheRuleThatIsBrokenAndNoOther(DirectoryDefect defect) throws IOException {
        Path directory = defect.built(workshop);
        Map<String, String> failed = ScopedValue.where(BuiltDirectoryContractTest.DIRECTORY, directory)
                .call(() -> ContractRun.of(BuiltDirectoryContractTest.class)).failed();
        assertEquals(defect.rule().map(Set::of).orElse(Set.of()), new TreeSet<>(failed.keySet()), failed::toString);
    }

    @Test
    void hasADefectForEveryRule() {
        Set<String> broken = new TreeSet<>();
        for (DirectoryDefect defect : DirectoryDefect.values()) {
            defect.rule().ifPresent(broken::add);
        }
        assertEquals(RULES, broken.size(), broken::toString);
    }
}
