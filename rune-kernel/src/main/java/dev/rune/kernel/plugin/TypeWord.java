package dev.rune.kernel.plugin;

import dev.rune.kernel.section.Key;
import dev.rune.kernel.section.Rest;
import dev.rune.kernel.spec.MountSpec;
import dev.rune.kernel.spec.ProbeSpec;
import dev.rune.kernel.spec.ServiceSpec;
import java.lang.reflect.RecordComponent;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The words that plugins may take for themselves, and those that are taken. */
final class TypeWord {
    /** What a type word looks like, for messages. */
    static final String FORM = "1 to 63 lower case letters, digits or '-', beginning with a letter and not ending with '-'";

    /** Keys of a service that are not free for runners. */
    static final Set<String> SERVICE_KEYS = keys(ServiceSpec.class);

    /** Keys of every probe that are not free for the sections of probe plugins. */
    static final Set<String> PROBE_KEYS = keys(ProbeSpec.class);

    /** Keys of every mount that are not free for the sections of mount handlers. */
    static final Set<String> MOUNT_KEYS = keys(MountSpec.class);

    /** Probes that the kernel has itself. */
    static final Set<String> OWN_PROBES = Set.of("exec");

    private static final Pattern TYPE = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern KEY = Pattern.compile("[a-z][-A-Za-z0-9]{0,62}");

    private TypeWord() {}

    static boolean valid(String word) {
        return TYPE.matcher(word).matches();
    }

    /** Keys follow the other keys of a castfile and may have capitals inside. */
    static boolean validKey(String word) {
        return KEY.matcher(word).matches();
    }

    private static Set<String> keys(Class<? extends Record> record) {
        Set<String> keys = new TreeSet<>();
        for (RecordComponent component : record.getRecordComponents()) {
            Key key = component.getAnnotation(Key.class);
            if (component.isAnnotationPresent(Rest.class)) {
                continue;
            }
            keys.add(key == null ? component.getName() : key.value());
            if (key != null) {
                keys.addAll(Set.of(key.aliases()));
            }
        }
        return Set.copyOf(keys);
    }
}
