package dev.rune.kernel.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.record.Scaling;
import dev.rune.kernel.status.InstanceId;
import dev.rune.kernel.status.Rollout;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
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
        world.scale(next, Scaling.PINNED);
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

    @Property(tries = 400)
    void whatever_happens_the_bounds_hold_and_the_last_wish_comes_true(@ForAll long seed,
            @ForAll @IntRange(max = 6) int scale, @ForAll @IntRange(min = 0, max = 3) int surge,
            @ForAll @IntRange(max = 3) int unavailable, @ForAll boolean recreate) {
        World world = new World(seed, scale, Math.max(surge, unavailable == 0 ? 1 : 0), unavailable, recreate, false);
        Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            befall(world, random);
            // Where nothing is known nothing is done: a look that cannot list what runs does not act at all.
            if (random.nextInt(4) > 0) {
                world.act();
            }
        }
        world.healAll();
        world.resume();
        world.cast("last", World.Nature.GOOD, scale);
        world.settle(() -> {});
        assertEquals(scale, world.serving());
        assertEquals(scale, world.aliveOf("last"));
        assertEquals(scale, world.alive());
        assertEquals("last", world.service().template());
    }

    private static void befall(World world, Random random) {
        switch (random.nextInt(16)) {
            case 0 -> world.cast("t" + random.nextInt(5), World.Nature.values()[random.nextInt(3)], random.nextInt(7));
            case 1 -> world.scale(random.nextInt(7), random.nextBoolean() ? Scaling.IMMEDIATE : Scaling.PINNED);
            case 2, 3 -> world.scale(random.nextInt(7),
                    new Scaling(1 + random.nextInt(3), Duration.ofSeconds(random.nextInt(60)), random.nextBoolean()));
            case 4 -> world.cancel();
            case 5 -> world.restart(random.nextBoolean());
            case 6 -> world.pause();
            case 7 -> world.resume();
            case 8 -> world.crash();
            case 9 -> world.verdict();
            case 10 -> world.daemonDies();
            case 11 -> world.passTime(Duration.ofSeconds(random.nextInt(900)));
            default -> world.happen();
        }
    }

    @Property(tries = 300)
    void going_back_from_an_update_restores_scale_and_template_and_leaves_good_instances_alone(@ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int scale, @ForAll @IntRange(min = 1, max = 6) int next,
            @ForAll @IntRange(min = 1, max = 3) int surge, @ForAll boolean crashing) {
        World world = new World(seed, scale, surge, 0, false, false);
        world.settle(() -> {});
        Set<InstanceId> before = world.living();
        world.cast("bad", crashing ? World.Nature.CRASHING : World.Nature.NEVER_READY, next);
        world.settle(() -> assertTrue(world.serving() >= Math.min(scale, next)));
        assertEquals("t1", world.service().template());
        assertEquals(scale, world.service().scale());
        assertEquals(scale, world.serving());
        assertTrue(world.living().containsAll(before) || next < scale);
        assertEquals(Rollout.State.ROLLED_BACK, world.service().operations().ended(2).orElseThrow().state());
    }

    @Property(tries = 300)
    void a_scale_goes_in_steps_each_served_before_the_next_whatever_daemons_die(@ForAll long seed,
            @ForAll @IntRange(max = 8) int from, @ForAll @IntRange(max = 8) int to,
            @ForAll @IntRange(min = 1, max = 3) int step) {
        World world = new World(seed, from, 1, 0, false, false);
        world.settle(() -> {});
        Random random = new Random(seed);
        world.scale(to, new Scaling(step, Duration.ofSeconds(30), true));
        int[] last = {from};
        world.settle(() -> {
            int places = world.service().places();
            assertTrue(Math.abs(places - last[0]) <= step, () -> "from " + last[0] + " to " + places);
            if (places > last[0] && last[0] > from) {
                assertTrue(world.serving() >= last[0], () -> world.serving() + " of " + last[0] + " served");
            }
            last[0] = places;
            if (random.nextInt(30) == 0) {
                world.daemonDies();
            }
        });
        assertEquals(to, world.serving());
        assertEquals(to, world.service().scale());
    }

    @Property(tries = 300)
    void a_scale_that_fails_goes_back_and_the_old_instances_stay(@ForAll long seed,
            @ForAll @IntRange(max = 5) int from, @ForAll @IntRange(min = 1, max = 5) int more,
            @ForAll @IntRange(max = 3) int step) {
        World world = new World(seed, from, 1, 0, false, false);
        world.settle(() -> {});
        Set<InstanceId> before = world.living();
        world.newcomersFail();
        world.scale(from + more, new Scaling(step, Duration.ofSeconds(30), true));
        world.settle(() -> assertTrue(world.serving() >= from));
        assertEquals(from, world.service().scale());
        assertEquals(before, world.living());
        assertTrue(world.service().lastScaling().reason().startsWith("rollback: "));
    }

    @Property(tries = 100)
    void a_pinned_scale_goes_on_to_its_end_whatever_fails(@ForAll long seed, @ForAll @IntRange(max = 5) int from,
            @ForAll @IntRange(min = 1, max = 5) int more) {
        World world = new World(seed, from, 1, 0, false, false);
        world.settle(() -> {});
        world.newcomersFail();
        world.scale(from + more, new Scaling(1, Duration.ofSeconds(30), false));
        for (int i = 0; i < 400; i++) {
            world.act();
            world.happen();
            world.passTime(Duration.ofSeconds(5));
        }
        assertEquals(from + more, world.alive());
        world.healAll();
        world.settle(() -> {});
        assertEquals(from + more, world.serving());
    }
}
