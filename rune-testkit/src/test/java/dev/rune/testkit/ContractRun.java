package dev.rune.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a contract inside a test and says which rules failed, with what. */
final class ContractRun implements TestExecutionListener {
    private final Map<String, String> failed = new TreeMap<>();
    private int rules;

    private ContractRun() {}

    /** The numbers of the failed rules of {@code contract}, with their messages. */
    static ContractRun of(Class<?> contract) {
        ContractRun run = new ContractRun();
        LauncherConfig config = LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false).build();
        LauncherFactory.create(config)
                .execute(LauncherDiscoveryRequestBuilder.request().selectors(selectClass(contract))
                        .filters(EngineFilter.includeEngines("junit-jupiter")).build(), run);
        return run;
    }

    Map<String, String> failed() {
        return failed;
    }

    /** How many rules were run. */
    int rules() {
        return rules;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest()) {
            rules++;
        }
        if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
            failed.put(test.getDisplayName().split(" ", 2)[0],
                    result.getThrowable().map(Throwable::toString).orElse("no reason"));
        }
    }
}
