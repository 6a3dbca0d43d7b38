package dev.rune.plugin.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

@Label("The bound of a service's output is shared among its files")
class LogShareTest {
    @Property
    @Label("together they keep within the budget and use it up, and none is emptied for another")
    void withinTheBudget(@ForAll @Size(min = 1, max = 20) List<@LongRange(min = 0, max = 10_000_000) Long> sizes,
            @ForAll @LongRange(min = 1_000, max = 20_000_000) long budget) {
        long share = LogKeeper.share(sizes, budget);
        long all = sizes.stream().mapToLong(Long::longValue).sum();
        long kept = sizes.stream().mapToLong(size -> Math.min(size, share)).sum();
        assertTrue(kept <= budget, "keeps " + kept + " of " + budget);
        if (all <= budget) {
            assertEquals(all, kept);
        } else {
            assertTrue(kept > budget - sizes.size(), "gives back more than it must: keeps " + kept + " of " + budget);
            assertTrue(share >= budget / sizes.size());
        }
    }
}
