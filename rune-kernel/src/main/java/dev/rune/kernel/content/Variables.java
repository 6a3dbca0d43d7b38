package dev.rune.kernel.content;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spec.EnvSource;
import dev.rune.kernel.spec.OpaqueBytes;
import dev.rune.kernel.spec.ServiceSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The variables of a service with what its references stand for.
 *
 * @param env   variables by name; those that come of {@code envFrom} as references too
 * @param words what stands for each reference, by the word between its braces; never printed or stored
 */
public record Variables(Map<String, String> env, Map<String, String> words) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    public Variables {
        env = Map.copyOf(env);
        words = Map.copyOf(words);
    }

    /**
     * The variables of {@code spec}.
     *
     * @param values opens a secret or configmap; empty where there is none
     * @throws ProblemException {@link ProblemCode#START_FAILED} naming what is missing or cannot be a variable
     */
    static Variables of(ServiceSpec spec, String namespace,
            Function<ContentRef, Optional<Map<String, OpaqueBytes>>> values) {
        Map<String, String> env = new LinkedHashMap<>();
        Map<String, String> words = new LinkedHashMap<>();
        for (EnvSource source : spec.envFrom()) {
            ContentRef ref = References.ref(source, namespace);
            present(ref, values).forEach((key, value) -> {
                env.put(source.prefix() + key, "{{" + References.word(ref, key) + "}}");
                words.put(References.word(ref, key), text(ref, key, value));
            });
        }
        env.putAll(spec.env());
        for (Reference reference : References.of(spec, namespace)) {
            if (reference.use() == Reference.Use.TEXT) {
                ContentRef ref = reference.ref();
                String key = reference.key().orElseThrow();
                OpaqueBytes value = Optional.ofNullable(present(ref, values).get(key)).orElseThrow(
                        () -> ProblemException.of(ProblemCode.START_FAILED, ref + " has no key '" + key + "'"));
                words.put(References.word(ref, key), text(ref, key, value));
            }
        }
        return new Variables(env, words);
    }

    /** What keeps {@code key}, with {@code prefix} before it, from being a variable; empty where nothing does. */
    public static Optional<String> unfit(String prefix, String key, OpaqueBytes value) {
        if (!NAME.matcher(prefix + key).matches()) {
            return Optional.of("its key '" + key + "' would become the variable '" + prefix + key
                    + "', which is no name of a variable: letters, digits and '_', not beginning with a digit");
        }
        return unfitText(key, value);
    }

    /** What keeps the value of {@code key} from being the text of a variable; empty where nothing does. */
    public static Optional<String> unfitText(String key, OpaqueBytes value) {
        return value.variable().isPresent()
                ? Optional.empty()
                : Optional.of("the value of its key '" + key
                        + "' cannot be a variable, because it is no UTF-8 text or holds a NUL; mount it as a file");
    }

    private static Map<String, OpaqueBytes> present(ContentRef ref,
            Function<ContentRef, Optional<Map<String, OpaqueBytes>>> values) {
        return values.apply(ref).orElseThrow(() -> ProblemException.of(ProblemCode.START_FAILED,
                "there is no " + ref + " in namespace '" + ref.namespace() + "'"));
    }

    private static String text(ContentRef ref, String key, OpaqueBytes value) {
        return value.variable().orElseThrow(() -> ProblemException.of(ProblemCode.START_FAILED,
                ref + ": " + unfitText(key, value).orElseThrow()));
    }

    /** Names the variables only: what they stand for may be secret. */
    @Override
    public String toString() {
        return "Variables" + List.copyOf(env.keySet());
    }
}
