package dev.rune.kernel.spi.runner;

import dev.rune.kernel.spec.Port;
import dev.rune.kernel.spec.Resources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an instance of a service is made of, the same for every instance of one template. Made by the kernel. Status:
 * stable since 0.1.
 *
 * @param section   the runner's section, an instance of the record of {@link RunnerProvider#section()}
 * @param env       variables as they are written, with their references: {@link #environment} fills them
 * @param ports     the service's ports
 * @param resources needs and limits
 * @param words     what stands for each reference to a secret or configmap, by the word between its braces; never print
 *                  or store it
 */
public record Workload(Record section, Map<String, String> env, List<Port> ports, Resources resources,
        Map<String, String> words) {
    private static final Pattern BRACES = Pattern.compile("\\{\\{\\s*([a-z]+:[^{}\\s]+)\\s*}}");

    public Workload {
        Objects.requireNonNull(section);
        env = Map.copyOf(env);
        ports = List.copyOf(ports);
        Objects.requireNonNull(resources);
        words = Map.copyOf(words);
    }

    /** A workload without secrets and configmaps. */
    public Workload(Record section, Map<String, String> env, List<Port> ports, Resources resources) {
        this(section, env, ports, resources, Map.of());
    }

    /**
     * The variables as the instance shall see them. Each reference is replaced once, so that a value which looks like
     * one arrives as it is. The result may be secret: never print or store it.
     *
     * @param others what stands for a word that is the runner's to know, such as {@code port:http}; empty leaves it as
     *               it is written
     */
    public Map<String, String> environment(Function<String, Optional<String>> others) {
        Map<String, String> filled = new HashMap<>();
        env.forEach((name, text) -> filled.put(name, fill(text, word -> Optional.ofNullable(words.get(word))
                .or(() -> others.apply(word)))));
        return filled;
    }

    /** {@code text} with what {@code meaning} has for each <code>{{word}}</code>, once; others stay as they are. */
    public static String fill(String text, Function<String, Optional<String>> meaning) {
        return text.contains("{{")
                ? BRACES.matcher(text).replaceAll(found -> Matcher
                        .quoteReplacement(meaning.apply(found.group(1)).orElseGet(found::group)))
                : text;
    }

    /** Names the section only: variables may be secret. */
    @Override
    public String toString() {
        return "Workload[" + section.getClass().getSimpleName() + "]";
    }
}
