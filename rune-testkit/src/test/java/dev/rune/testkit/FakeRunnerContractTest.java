package dev.rune.testkit;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The contract of runners, kept by the fake one")
class FakeRunnerContractTest extends RunnerContract {
    /** The defect to build in; none where it is not bound. */
    static final ScopedValue<RunnerDefect> DEFECT = ScopedValue.newInstance();

    @Override
    protected RunnerFixture fixture(Path directory) {
        return new FakeFixture(DEFECT.isBound() ? DEFECT.get().provider()::apply : FakeRunnerProvider::new);
    }
}
