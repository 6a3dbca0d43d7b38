package dev.rune.testkit;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every runner must do, as numbered rules. A runner plugin's tests extend this class and say with a
 * {@link RunnerFixture} how the behaviours of the rules are written for the runner. Rules that concern a capability the
 * runner does not declare check that it refuses it; most rules look into an instance through its logs.
 *
 * <p>Deadlines only keep a broken runner from hanging the suite; no rule says how fast a runner is.
 */
public abstract class RunnerContract
        implements
            RunnerStartRules,
            RunnerStopRules,
            RunnerSurvivalRules,
            RunnerSurroundingsRules,
            RunnerLogRules,
            RunnerExecRules {
    /** Where the runner keeps its state. */
    @TempDir
    Path directory;

    private RunnerBench bench;

    /**
     * The fixture for one rule.
     *
     * @param directory a fresh directory for what the fixture itself may need
     */
    protected abstract RunnerFixture fixture(Path directory);

    @BeforeEach
    final void open() {
        bench = new RunnerBench(fixture(directory.resolve("fixture")), directory.resolve("state"));
    }

    @AfterEach
    final void close() {
        if (bench != null) {
            bench.close();
        }
    }

    @Override
    public final RunnerBench bench() {
        return bench;
    }
}
