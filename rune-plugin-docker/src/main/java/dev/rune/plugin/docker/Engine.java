package dev.rune.plugin.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The engine: requests with a type through docker-java, streams over the wire. Whatever it refuses comes back as a
 * problem. Safe for use by several threads.
 */
final class Engine {
    private final EngineAddress address;
    private final EngineHttp http;
    private final Supplier<ObjectMapper> json = new Lazy<>(ObjectMapper::new);
    private final Supplier<DockerClient> client;

    Engine(EngineAddress address) {
        this.address = address;
        this.http = new EngineHttp(address);
        this.client = new Lazy<>(() -> {
            DockerClientConfig config = new DefaultDockerClientConfig.Builder().withDockerHost(address.text())
                    .withDockerTlsVerify(false).build();
            return DockerClientImpl.getInstance(config, http);
        });
    }

    /** Where it is. */
    EngineAddress address() {
        return address;
    }

    /**
     * Asks for something.
     *
     * @param what for messages: {@code creating container 'x'}
     * @throws ProblemException when it is refused or not answered
     */
    <T> T call(String what, Function<DockerClient, T> request) {
        try {
            return request.apply(client.get());
        } catch (RuntimeException failure) {
            throw Faults.of(address, what, failure);
        }
    }

    /** As {@link #call}; empty where what is asked about does not exist. */
    <T> Optional<T> find(String what, Function<DockerClient, T> request) {
        try {
            return Optional.of(request.apply(client.get()));
        } catch (NotFoundException missing) {
            return Optional.empty();
        } catch (RuntimeException failure) {
            throw Faults.of(address, what, failure);
        }
    }

    /** docker-java's client, for those who read the engine's refusals themselves. */
    DockerClient client() {
        return client.get();
    }

    /** A stream or document over a connection of its own; the caller closes it. Empty where nothing is there. */
    Optional<Exchange> open(String what, String method, String path) {
        try {
            return accepted(what, http.send(method, path, ""));
        } catch (EngineGoneException gone) {
            throw Faults.of(address, what, gone);
        }
    }

    /** The document at {@code path}; empty where nothing is there. */
    Optional<JsonNode> document(String what, String method, String path) {
        try (Exchange exchange = open(what, method, path).orElse(null)) {
            return exchange == null ? Optional.empty() : Optional.of(json.get().readTree(exchange.getBody()));
        } catch (IOException cut) {
            throw Faults.of(address, what, new EngineGoneException("its answer was cut off: " + cut.getMessage(), cut));
        }
    }

    /** A document that came as text. */
    JsonNode parse(String text) throws IOException {
        return json.get().readTree(text);
    }

    /** A connection that carries the streams of a command. */
    Exchange takeOver(String what, String path, String body) {
        try {
            return accepted(what, http.takeOver(path, body)).orElseThrow(
                    () -> Faults.refused(what, 404, "it is gone").toException());
        } catch (EngineGoneException gone) {
            throw Faults.of(address, what, gone);
        }
    }

    private Optional<Exchange> accepted(String what, Exchange exchange) {
        if (exchange.getStatusCode() < 300) {
            return Optional.of(exchange);
        }
        try (exchange; InputStream body = exchange.getBody()) {
            if (exchange.getStatusCode() == 404) {
                return Optional.empty();
            }
            throw Faults.refused(what, exchange.getStatusCode(),
                    Faults.text(new String(body.readAllBytes(), StandardCharsets.UTF_8))).toException();
        } catch (IOException cut) {
            throw Faults.of(address, what, new EngineGoneException("its answer was cut off: " + cut.getMessage(), cut));
        }
    }
}
