package dev.rune.plugin.process;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code rune-shim} is asked to start: a list of fields, as {@code shim.h} tells. It travels through a pipe and
 * stays in memory, because it may hold secrets.
 */
final class LaunchRequest {
    static final char REQUEST = 'q';
    static final char NAMESPACE = 'n';
    static final char INSTANCE = 'i';
    static final char RECORD = 't';
    static final char CGROUP = 'c';
    static final char USER = 'u';
    static final char GROUP = 'g';
    static final char CAPABILITIES = 'k';
    static final char NO_NEW_PRIVILEGES = 'p';
    static final char READ_ONLY = 'r';
    static final char SECCOMP = 'f';
    static final char WORKDIR = 'w';
    static final char ARG = 'a';
    static final char ENV = 'e';
    static final char MOUNT_FROM = 'm';
    static final char MOUNT_TO = 'M';
    static final char STATUS = 's';
    static final char TERMINAL = 'y';
    private static final char NOTHING = '0';

    /** What a field has beside its value: its name, its length and the NUL at its end. */
    private static final int FRAME = 1 + Integer.BYTES + 1;

    private record Field(char name, byte[] value) {}

    private final List<Field> fields = new ArrayList<>();

    /** The request in {@code bytes}, which {@link #bytes()} made, without their length in front. */
    static LaunchRequest parse(byte[] bytes) {
        LaunchRequest request = new LaunchRequest();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            char name = (char) in.get();
            byte[] value = new byte[in.getInt() - 1];
            in.get(value).get();
            request.fields.add(new Field(name, value));
        }
        return request;
    }

    LaunchRequest add(char name, String value) {
        return add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    LaunchRequest add(char name, byte[] value) {
        fields.add(new Field(name, value));
        return this;
    }

    LaunchRequest add(char name, List<String> values) {
        values.forEach(value -> add(name, value));
        return this;
    }

    /** The values of every field {@code name}, in their order. */
    List<String> values(char name) {
        return fields.stream().filter(field -> field.name() == name)
                .map(field -> new String(field.value(), StandardCharsets.UTF_8)).toList();
    }

    Optional<String> value(char name) {
        return values(name).stream().findFirst();
    }

    /** This request without the fields whose names are in {@code names}. */
    LaunchRequest without(String names) {
        LaunchRequest rest = new LaunchRequest();
        fields.stream().filter(field -> names.indexOf(field.name()) < 0).forEach(rest.fields::add);
        return rest;
    }

    /** The request as it is sent: its length and its fields. It may hold secrets: wipe it after use. */
    byte[] bytes() {
        int size = fields.stream().mapToInt(field -> field.value().length + FRAME).sum();
        ByteBuffer out = ByteBuffer.allocate(Integer.BYTES + size).putInt(size);
        for (Field field : fields) {
            out.put((byte) field.name()).putInt(field.value().length + 1).put(field.value()).put((byte) 0);
        }
        return out.array();
    }

    /** A request of {@code size} bytes, or the fewest there can be, that asks for nothing. */
    static byte[] nothing(int size) {
        return new LaunchRequest().add(NOTHING, new byte[Math.max(0, size - Integer.BYTES - FRAME)]).bytes();
    }
}
