package dev.rune.programs;

import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.ObservedInstance.State;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;

/**
 * An instance that was started, as its files tell of it.
 *
 * @param folder    its files
 * @param id        its id
 * @param labels    what it was started with
 * @param endpoints where it is reached
 * @param startedAt when it was started
 * @param keeper    its keeper
 * @param program   its program
 */
record Kept(InstanceFolder folder, InstanceId id, InstanceLabels labels, List<Endpoint> endpoints, Instant startedAt,
        Life keeper, Life program) {
    /** A shell's way to tell a signal in an exit code, which is also that of {@link Process}. */
    private static final int SIGNALLED = 128;
    private static final int MOST_SIGNALS = 64;
    private static final String UNKNOWN = "unknown";

    /** The instance in {@code folder}; empty where none was started there. */
    static Optional<Kept> read(InstanceFolder folder, InstanceId id) throws IOException {
        Optional<String> runs = folder.read(InstanceFolder.RUNS);
        Optional<String> written = folder.read(InstanceFolder.INSTANCE);
        if (runs.isEmpty() || written.isEmpty()) {
            return Optional.empty();
        }
        Properties is = new Properties();
        is.load(new StringReader(written.get()));
        InstanceLabels labels = new InstanceLabels(is.getProperty("service"), is.getProperty("uid"),
                Integer.parseInt(is.getProperty("slot")), Long.parseLong(is.getProperty("incarnation")),
                Long.parseLong(is.getProperty("generation")), is.getProperty("template"), is.getProperty("content"));
        String[] lives = runs.get().split("\n");
        return Optional.of(new Kept(folder, id, labels, endpoints(is.getProperty("endpoints")),
                Instant.parse(is.getProperty("startedAt")), Life.parse(lives[0]), Life.parse(lives[1])));
    }

    /** Writes what {@link #read} needs to know beside what the keeper writes. */
    static void write(InstanceFolder folder, InstanceSpec spec, List<Endpoint> endpoints) throws IOException {
        Files.createDirectories(folder.path());
        Properties is = new Properties();
        InstanceLabels labels = spec.labels();
        is.setProperty("service", labels.service());
        is.setProperty("uid", labels.uid());
        is.setProperty("slot", Integer.toString(labels.slot()));
        is.setProperty("incarnation", Long.toString(labels.incarnation()));
        is.setProperty("generation", Long.toString(labels.generation()));
        is.setProperty("template", labels.template());
        is.setProperty("content", labels.content());
        is.setProperty("endpoints", String.join(" ", endpoints.stream().map(Kept::written).toList()));
        is.setProperty("startedAt", Instant.now().toString());
        StringWriter text = new StringWriter();
        is.store(text, null);
        folder.write(InstanceFolder.INSTANCE, text.toString());
    }

    private static String written(Endpoint endpoint) {
        return endpoint.name() + "," + endpoint.servicePort() + "," + endpoint.host() + "," + endpoint.port() + ","
                + endpoint.udp();
    }

    private static List<Endpoint> endpoints(String text) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String one : text.isEmpty() ? new String[0] : text.split(" ")) {
            String[] parts = one.split(",");
            endpoints.add(new Endpoint(parts[0], Integer.parseInt(parts[1]), parts[2], Integer.parseInt(parts[3]),
                    Boolean.parseBoolean(parts[4])));
        }
        return endpoints;
    }

    /** Whether it lives: an instance has ended when that is written down, and its keeper has then ended too. */
    boolean alive() {
        return keeper.lasts() || program.lasts();
    }

    ObservedInstance observed() throws IOException {
        if (alive()) {
            return new ObservedInstance(id, labels, State.RUNNING, pid(), Optional.empty(), endpoints, startedAt,
                    Optional.empty(), Optional.empty());
        }
        if (folder.read(InstanceFolder.EXIT).isEmpty()) {
            // Its keeper was killed, or the host went down: nobody saw it.
            folder.write(InstanceFolder.EXIT, UNKNOWN + " " + Moment.now());
        }
        String[] end = folder.read(InstanceFolder.EXIT).orElseThrow(() -> new IOException(id + " was removed"))
                .split(" ");
        return new ObservedInstance(id, labels, State.ENDED, pid(), Optional.empty(), endpoints, startedAt,
                Optional.of(Moment.parse(end[1])), Optional.of(exit(end[0])));
    }

    private OptionalLong pid() {
        return OptionalLong.of(program.pid());
    }

    private static Exit exit(String word) {
        if (word.equals(UNKNOWN)) {
            return Exit.UNKNOWN;
        }
        int code = Integer.parseInt(word);
        return code > SIGNALLED && code <= SIGNALLED + MOST_SIGNALS ? Exit.signal(code - SIGNALLED) : Exit.code(code);
    }
}
