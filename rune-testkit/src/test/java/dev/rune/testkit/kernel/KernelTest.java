package dev.rune.testkit.kernel;

import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.InstanceStatus;
import dev.rune.kernel.status.Rollout;
import dev.rune.testkit.KernelHarness;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A kernel for each test, and the words the tests are made of. */
abstract class KernelTest {
    final KernelHarness harness = new KernelHarness();

    @AfterEach
    void close() {
        harness.close();
    }

    static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    List<InstanceId> ids(String service) {
        return harness.living(service).stream().map(ObservedInstance::id).toList();
    }

    InstanceId only(String service) {
        List<InstanceId> ids = ids(service);
        if (ids.size() != 1) {
            throw new AssertionError("one instance of " + service + " should live, not " + ids);
        }
        return ids.getFirst();
    }

    InstanceStatus onlyStatus(String service) {
        List<InstanceStatus> instances = harness.instances(service);
        if (instances.size() != 1) {
            throw new AssertionError("one instance of " + service + " should be shown, not " + instances);
        }
        return instances.getFirst();
    }

    void awaitRollout(String service, Rollout.State state) {
        harness.await("the rollout of " + service + " is " + state,
                () -> harness.status(service).rollout().state() == state);
    }

    int startsOf(String service) {
        return (int) harness.host().starts().stream().filter(id -> id.service().name().equals(service)).count();
    }
}
