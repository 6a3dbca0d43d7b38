package dev.rune.kernel.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for every plan, whatever happens. */
class PlannerProperties {
    @Property
    void every_history_ends_with_as_many_ready_instances_of_the_latest_template_as_wanted(@ForAll long seed,
            @ForAll @IntRange(max = 8) int scale, @ForAll @IntRange(max = 8) int next,
            @ForAll @IntRange(min = 0, max = 3) int surge,
            @ForAll @IntRange(max = 3) int unavailable, @ForAll boolean recreate) {
        World world = new World(seed, scale, Math.max(surge, unavailable == 0 ? 1 : 0), unavailable, recreate, false);
        world.settle(() -> {});
        assertEquals(scale, world.serving());
        world.newTemplate("t2");
        world.act();
        world.scale(next);
        world.happen();
        world.crash();
        world.newTemplate("t3");
        world.settle(() -> {});
        assertEquals(next, world.serving());
        assertEquals(next, world.aliveOf("t3"));
        assertEquals(next, world.alive());
    }

    @Property
    void a_rolling_update_stays_within_surge_and_availability_at_every_moment(@ForAll long seed,
            @ForAll @IntRange(min = 1, max = 8) int scale, @ForAll @IntRange(min = 0, max = 3) int surge,
            @ForAll @IntRange(max = 3) int unavailable) {
        int bounded = Math.max(surge, unavailable == 0 ? 1 : 0);
        World world = new World(seed, scale, bounded, unavailable, false, false);
        world.settle(() -> {});
        world.newTemplate("t2");
        world.settle(() -> {
            assertTrue(world.alive() <= scale + bounded, () -> world.alive() + " alive");
            assertTrue(world.serving() >= scale - unavailable, () -> world.serving() + " serving");
        });
        assertEquals(scale, world.aliveOf("t2"));
    }

    @Property
    void a_rolling_restart_is_a_rolling_update(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int scale) {
        World world = new World(seed, scale, 1, 0, false, false);
        world.settle(() -> {});
        world.restart(true);
        world.settle(() -> {
            assertTrue(world.alive() <= scale + 1);
            assertTrue(world.serving() >= scale);
        });
        assertTrue(world.situation().instances().stream().filter(Fact::alive)
                .allMatch(fact -> fact.labels().generation() == world.service().generation()));
    }

    @Property
    void recreate_and_restart_never_have_two_versions_alive(@ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int scale,
            @ForAll boolean restart) {
        World world = new World(seed, scale, 1, 0, !restart, false);
        world.settle(() -> {});
        long before = world.service().generation();
        if (restart) {
            world.restart(false);
        } else {
            world.newTemplate("t2");
        }
        world.settle(() -> {
            long generations = world.situation().instances().stream().filter(Fact::alive)
                    .map(fact -> fact.labels().generation() > before).distinct().count();
            assertTrue(generations <= 1, "old and new alive at once");
        });
        assertEquals(scale, world.serving());
    }

    @Property
    void instances_that_would_fight_for_a_port_never_live_at_once(@ForAll long seed) {
        World world = new World(seed, 1, 1, 0, false, true);
        world.settle(() -> {});
        world.newTemplate("t2");
        world.settle(() -> assertTrue(world.alive() <= 1));
        assertEquals(1, world.aliveOf("t2"));
    }

    @Property
    void scaling_down_keeps_the_oldest_places_and_deleting_leaves_nothing(@ForAll long seed,
            @ForAll @IntRange(min = 1, max = 8) int scale) {
        World world = new World(seed, scale, 1, 0, false, false);
        world.settle(() -> {});
        world.scale(scale / 2);
        world.settle(() -> assertTrue(world.serving() >= scale / 2));
        assertTrue(world.situation().instances().stream().filter(Fact::alive)
                .allMatch(f -> f.labels().slot() < scale / 2));
        world.delete();
        for (int i = 0; i < 1000 && !world.plan().gone(); i++) {
            world.act();
            world.happen();
        }
        assertTrue(world.plan().gone());
        assertTrue(world.situation().instances().isEmpty());
    }
}
