package dev.rune.plugin.process;

import dev.rune.kernel.spi.runner.InstanceLabels;
import dev.rune.kernel.status.Endpoint;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What is written down about an instance, so that the next daemon finds it again. Never its environment.
 *
 * @param owner     the daemon's mark
 * @param boot      the boot it was started in
 * @param id        its id
 * @param labels    the kernel's
 * @param endpoints where it listens
 * @param cgroup    its control groups
 * @param uid       its user
 * @param shim      the shim that attends it
 * @param process   its main process
 * @param startedAt when that ran
 */
record InstanceRecord(String owner, String boot, InstanceId id, InstanceLabels labels, List<Endpoint> endpoints,
        ControlGroup cgroup, long uid, ProcessKey shim, ProcessKey process, Instant startedAt) {
    private static final String FORMAT = "1";

    InstanceRecord {
        endpoints = List.copyOf(endpoints);
    }

    /** The text before the processes are known; {@code rune-shim} adds what it knows of them. */
    static String text(String owner, String boot, InstanceId id, InstanceLabels labels, List<Endpoint> endpoints,
            ControlGroup cgroup, long uid) {
        StringBuilder text = new StringBuilder();
        line(text, "format", FORMAT);
        line(text, "owner", owner);
        line(text, "boot", boot);
        line(text, "namespace", id.namespace());
        line(text, "name", id.name());
        line(text, "service", labels.service());
        line(text, "serviceUid", labels.uid());
        line(text, "slot", Integer.toString(labels.slot()));
        line(text, "incarnation", Long.toString(labels.incarnation()));
        line(text, "generation", Long.toString(labels.generation()));
        line(text, "template", labels.template());
        line(text, "content", labels.content());
        line(text, "ports",
                String.join(" ", endpoints.stream().map(e -> e.name() + ":" + e.servicePort() + ":" + e.host() + ":"
                        + e.port() + ":" + e.udp()).toList()));
        line(text, "cgroups", String.join(":", cgroup.directories().stream().map(Path::toString).toList()));
        line(text, "uid", Long.toString(uid));
        return text.toString();
    }

    /** The record in {@code text}; empty where it is of another format or not whole. */
    static Optional<InstanceRecord> parse(String text) {
        try {
            Properties all = new Properties();
            all.load(new StringReader(text));
            return FORMAT.equals(all.getProperty("format")) ? Optional.of(read(new Reader(all))) : Optional.empty();
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException damaged) {
            return Optional.empty();
        }
    }

    private static InstanceRecord read(Reader in) {
        InstanceLabels labels = new InstanceLabels(in.text("service"), in.text("serviceUid"), (int) in.number("slot"),
                in.number("incarnation"), in.number("generation"), in.text("template"),
                in.maybe("content"));
        return new InstanceRecord(in.text("owner"), in.text("boot"),
                new InstanceId(in.text("namespace"), in.text("name")),
                labels, in.words("ports", " ").stream().map(InstanceRecord::endpoint).toList(),
                new ControlGroup(in.words("cgroups", ":").stream().map(Path::of).toList()), in.number("uid"),
                new ProcessKey(in.number("shim"), in.number("shimStart")),
                new ProcessKey(in.number("pid"), in.number("start")), StartReply.instant(in.number("startedAt")));
    }

    private static Endpoint endpoint(String text) {
        String[] parts = text.split(":", -1);
        return new Endpoint(parts[0], Integer.parseInt(parts[1]), parts[2], Integer.parseInt(parts[3]),
                Boolean.parseBoolean(parts[4]));
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append('=');
        for (char c : value.toCharArray()) {
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(c);
            }
        }
        text.append('\n');
    }

    private record Reader(Properties all) {
        String text(String key) {
            String value = all.getProperty(key);
            if (value == null) {
                throw new IllegalArgumentException("no " + key);
            }
            return value;
        }

        /** What earlier versions did not write yet. */
        String maybe(String key) {
            return all.getProperty(key, "");
        }

        long number(String key) {
            return Long.parseLong(text(key));
        }

        List<String> words(String key, String separator) {
            List<String> words = new ArrayList<>(Arrays.asList(text(key).split(separator, -1)));
            words.removeIf(String::isEmpty);
            return words;
        }
    }
}
