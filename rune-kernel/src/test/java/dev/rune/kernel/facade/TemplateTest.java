package dev.rune.kernel.facade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.spec.Applies;
import dev.rune.kernel.spec.ServiceSpec;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {
    private final Template template = new Template(Admission.SERVICE);

    @Test
    void every_field_of_a_service_says_how_its_change_reaches_running_instances() {
        for (RecordComponent component : ServiceSpec.class.getRecordComponents()) {
            assertNotNull(component.getAnnotation(Applies.class), component.getName());
        }
    }

    @Test
    void live_fields_are_not_part_of_the_template() {
        String before = template.digest(spec(Map.of()));
        assertEquals(before, template.digest(spec(Map.of("drainSeconds", Scalar.of(9), "labels",
                Mapping.of(Map.of("tier", Scalar.of("web"))), "restart", Scalar.of("never")))));
        assertFalse(template.replaces("drainSeconds"));
    }

    @Test
    void what_an_instance_is_made_of_is() {
        String before = template.digest(spec(Map.of()));
        assertNotEquals(before, template.digest(spec(Map.of("env", Mapping.of(Map.of("A", Scalar.of("1")))))));
        assertTrue(template.replaces("process"));
    }

    @Test
    void the_order_of_keys_does_not_matter() {
        Map<String, Node> one = new LinkedHashMap<>();
        one.put("A", Scalar.of("1"));
        one.put("B", Scalar.of("2"));
        Map<String, Node> other = new LinkedHashMap<>();
        other.put("B", Scalar.of("2"));
        other.put("A", Scalar.of("1"));
        assertEquals(template.digest(spec(Map.of("env", Mapping.of(one)))),
                template.digest(spec(Map.of("env", Mapping.of(other)))));
    }

    private static ServiceSpec spec(Map<String, Node> more) {
        Map<String, Node> fields = new LinkedHashMap<>(more);
        fields.put("name", Scalar.of("api"));
        fields.put("process", Mapping.of(Map.of("command", Scalar.of("/bin/true"))));
        return Admission.SERVICE.bind(Mapping.of(fields), "service", finding -> {
            throw new AssertionError(finding);
        }).orElseThrow();
    }
}
