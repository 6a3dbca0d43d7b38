package dev.rune.cli.follow;

import dev.rune.cli.api.Api;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.LiveBlock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Shows how services are, for as long as that is wanted. */
public final class ServicesView {
    private static final long TICK_MILLIS = 500;

    private final Api api;
    private final Console console;
    private final InstantSource clock;
    private final LiveBlock block;
    private final BlockingQueue<Update> updates = new LinkedBlockingQueue<>();
    private final Map<Target, ServiceState> states = new LinkedHashMap<>();
    private final Map<Target, Story> stories = new HashMap<>();

    /** A view that draws in {@code block}, or tells in lines where that is not live. */
    public ServicesView(Api api, Console console, InstantSource clock, LiveBlock block) {
        this.api = api;
        this.console = console;
        this.clock = clock;
        this.block = block;
    }

    /** Follows {@code services} while {@code wanted} says so. */
    public void follow(List<Target> services, BooleanSupplier wanted) {
        List<ServiceWatch> watches = new ArrayList<>();
        Scene scene = new Scene(console.colours(), block.capacity());
        try {
            for (Target service : services) {
                stories.put(service, new Story(service.name()));
                states.put(service, ServiceState.UNKNOWN);
                watches.add(ServiceWatch.start(api, service, updates::add));
            }
            while (wanted.getAsBoolean()) {
                for (Update update = poll(); update != null; update = updates.poll()) {
                    take(update);
                }
                if (block.isLive()) {
                    block.show(scene.draw(states, Map.of(), clock.millis()));
                }
            }
        } finally {
            watches.forEach(ServiceWatch::close);
            block.show(List.of());
        }
    }

    private Update poll() {
        try {
            return updates.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new Failure(ExitCode.INTERRUPTED, "interrupted");
        }
    }

    private void take(Update update) {
        if (update instanceof Update.Seen seen) {
            ServiceState state = new ServiceState(seen.document());
            states.put(seen.target(), state);
            for (Story.Line line : stories.get(seen.target()).next(state, clock.millis())) {
                if (line.trouble()) {
                    block.print(List.of(console.colours().bad(line.text())));
                } else if (!block.isLive()) {
                    block.print(List.of(line.text()));
                }
            }
        } else if (update instanceof Update.Gone) {
            states.remove(update.target());
        }
    }
}
