package dev.rune.plugin.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.status.InstanceId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Listens to what the engine tells of our containers, over the engine's restarts, in a thread of its own. Hints come of
 * it, the names of culprits, and that a container has ended by itself, a moment before the engine lists it; without the
 * stream everything is found out as well, later.
 */
final class EventStream implements AutoCloseable {
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);
    private static final long NANOS = 1_000_000_000L;

    private final Engine engine;
    private final String owner;
    private final OutsideHand outside;
    private final Containers containers;
    private final Consumer<InstanceId> changed;
    /** Told whenever the engine is there again after it was away. */
    private final Runnable back;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    /** Written by the thread; closed by whoever closes. */
    private volatile Optional<Exchange> open = Optional.empty();
    /** Why the engine is not there; written by the thread. */
    private volatile Optional<String> trouble = Optional.empty();
    /** Used by the thread only: the time of the last event, in nanoseconds. */
    private long lastNanos;

    EventStream(Engine engine, String owner, OutsideHand outside, Containers containers, Consumer<InstanceId> changed,
            Runnable back) {
        this.engine = engine;
        this.owner = owner;
        this.outside = outside;
        this.containers = containers;
        this.changed = changed;
        this.back = back;
        Instant now = Instant.now();
        this.lastNanos = now.getEpochSecond() * NANOS + now.getNano();
        this.thread = Thread.ofVirtual().name("docker-events").start(this::run);
    }

    /** Why the engine does not answer; empty while it does. */
    Optional<String> trouble() {
        return trouble;
    }

    private void run() {
        Duration wait = FIRST_WAIT;
        boolean first = true;
        try {
            do {
                try (Exchange exchange = engine.open("watching containers", "GET", path()).orElseThrow()) {
                    open = Optional.of(exchange);
                    outside.found(Instant.now());
                    trouble = Optional.empty();
                    if (!first) {
                        back.run();
                    }
                    wait = FIRST_WAIT;
                    first = false;
                    read(exchange);
                } catch (ProblemException away) {
                    trouble = Optional.of(away.problem().message());
                    first = false;
                } catch (IOException cut) {
                    trouble = Optional
                            .of(Faults.gone(engine.address(), String.valueOf(cut.getMessage())).message());
                }
                open = Optional.empty();
                outside.lost(Instant.now());
                containers.disbelieve();
                wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
            } while (!closed.await(wait.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private String path() {
        String filters = "{\"type\":[\"container\"],\"label\":[\"" + Labels.OWNER + "=" + owner
                + "\"],\"event\":[\"die\",\"destroy\",\"kill\",\"start\",\"pause\",\"unpause\",\"oom\"]}";
        long next = lastNanos + 1;
        return "/events?since=" + next / NANOS + "." + "%09d".formatted(next % NANOS) + "&filters="
                + URLEncoder.encode(filters, StandardCharsets.UTF_8);
    }

    private void read(Exchange exchange) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(exchange.getBody(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                tell(engine.parse(line));
            }
        }
        throw new IOException("it has ended its stream of events");
    }

    private void tell(JsonNode event) {
        long nanos = event.path("timeNano").asLong();
        lastNanos = Math.max(lastNanos, nanos);
        Instant at = Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS);
        JsonNode actor = event.path("Actor");
        String container = actor.path("ID").asText();
        JsonNode attributes = actor.path("Attributes");
        switch (event.path("Action").asText()) {
            case "start" -> {
                containers.forgetTold(container);
                // Whoever started one of ours looks by himself.
                if (!outside.started(container)) {
                    labels(attributes).ifPresent(labels -> hint(container, labels.id()));
                }
            }
            // If it ends of it, that is told too.
            case "kill" -> outside.signalled(container, attributes.path("signal").asInt(), at);
            case "die" -> {
                outside.died(container);
                labels(attributes).ifPresent(labels -> {
                    if (outside.endedByItself(container)
                            && containers.ended(container, labels, attributes.path("exitCode").asLong(), at)) {
                        changed.accept(labels.id());
                    } else {
                        hint(container, labels.id());
                    }
                });
            }
            default -> labels(attributes).ifPresent(labels -> hint(container, labels.id()));
        }
    }

    private Optional<Labels> labels(JsonNode attributes) {
        Map<String, String> labels = new HashMap<>();
        attributes.properties().forEach(attribute -> labels.put(attribute.getKey(), attribute.getValue().asText()));
        return Labels.read(labels, owner);
    }

    /**
     * Engines tell an event while they are still about it, and until then list what was before. A question about the
     * container itself is answered only afterwards.
     */
    private void hint(String container, InstanceId id) {
        Thread.ofVirtual().name("docker-hint").start(() -> {
            try {
                engine.find("looking at " + id, client -> client.inspectContainerCmd(container).exec());
            } catch (ProblemException away) {
                // Then the list, too, will say so.
            }
            changed.accept(id);
        });
    }

    @Override
    public void close() {
        closed.countDown();
        open.ifPresent(Exchange::close);
        thread.interrupt();
    }
}
