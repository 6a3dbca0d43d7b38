package dev.rune.cli.follow;

import dev.rune.cli.api.Api;
import dev.rune.cli.api.ApiProblem;
import dev.rune.cli.api.Paths;
import dev.rune.cli.api.ServerEvents;
import dev.rune.cli.api.ServerEvents.ServerEvent;
import dev.rune.cli.api.Unreachable;
import dev.rune.cli.json.Json;
import dev.rune.cli.json.JsonException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Follows one service on a thread of its own, over restarts of the daemon. */
final class ServiceWatch implements AutoCloseable {
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final Api api;
    private final Target target;
    private final Consumer<Update> listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    /** Written by the watching thread. */
    private volatile ServerEvents stream;

    private ServiceWatch(Api api, Target target, Consumer<Update> listener) {
        this.api = api;
        this.target = target;
        this.listener = listener;
    }

    /**
     * Begins to follow {@code target}.
     *
     * @param listener takes the news, on the watching thread
     */
    static ServiceWatch start(Api api, Target target, Consumer<Update> listener) {
        ServiceWatch watch = new ServiceWatch(api, target, listener);
        Thread.ofPlatform().daemon().name("watch-" + target.name()).start(watch::run);
        return watch;
    }

    private void run() {
        long pause = FIRST_PAUSE_MILLIS;
        boolean more = true;
        while (more) {
            try (ServerEvents events = ServerEvents.open(api,
                    Paths.in(target.namespace(), "services", target.name(), "watch"))) {
                stream = events;
                pause = FIRST_PAUSE_MILLIS;
                more = read(events);
                if (more) {
                    lost("it hung up");
                }
            } catch (ApiProblem problem) {
                more = onProblem(problem);
            } catch (Unreachable | IOException e) {
                lost(e.getMessage());
            } catch (JsonException e) {
                lost("its answer is not understood: " + e.getMessage());
            }
            more &= !pausedUntilClosed(pause);
            pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
        }
    }

    /** Reads to the end of the stream; false where the service is gone. */
    private boolean read(ServerEvents events) throws IOException {
        for (Optional<ServerEvent> event = events.next(); event.isPresent(); event = events.next()) {
            if (event.get().name().equals("gone")) {
                listener.accept(new Update.Gone(target));
                return false;
            }
            if (event.get().name().equals("service")) {
                listener.accept(new Update.Seen(target, Json.parse(event.get().data())));
            }
        }
        return true;
    }

    /** Tells of a problem; true where it may pass. */
    private boolean onProblem(ApiProblem problem) {
        if (problem.status() == 404) {
            listener.accept(new Update.Gone(target));
            return false;
        }
        if (problem.status() >= 500) {
            lost(problem.getMessage());
            return true;
        }
        listener.accept(new Update.Refused(target, problem));
        return false;
    }

    private void lost(String why) {
        if (closed.getCount() > 0) {
            listener.accept(new Update.Lost(target, String.valueOf(why)));
        }
    }

    private boolean pausedUntilClosed(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        ServerEvents open = stream;
        if (open != null) {
            open.close();
        }
    }
}
