package dev.rune.dist;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** An instance as {@code rune get instances -o json} shows it. */
record Instance(String id, String service, String state, boolean ready, OptionalLong pid, OptionalInt exitCode,
        int restarts, JsonNode json) {
    static List<Instance> all(JsonNode list, String service) {
        return StreamSupport.stream(list.spliterator(), false).map(Instance::of)
                .filter(instance -> instance.service().equals(service)).toList();
    }

    private static Instance of(JsonNode json) {
        return new Instance(json.path("id").asString(), json.path("service").asString(), json.path("state").asString(),
                json.path("ready").asBoolean(),
                json.path("pid").isNumber() ? OptionalLong.of(json.path("pid").asLong()) : OptionalLong.empty(),
                json.path("exitCode").isNumber() ? OptionalInt.of(json.path("exitCode").asInt()) : OptionalInt.empty(),
                json.path("restartCount").asInt(0), json);
    }
}
