package dev.rune.kernel.plugin;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What calls into a plugin have shown of it that does not pass by itself. Safe for use by many threads. */
final class Ailments {
    /**
     * So often may a plugin run out of memory. All plugins and the kernel share one heap, so the first time may be
     * anybody's fault; each time costs everybody a pause.
     */
    static final int MOST_EXHAUSTIONS = 3;

    /** Where a module's jar lies, which the plugin's status says anyway. */
    private static final Pattern LOCATION = Pattern.compile(" \\(\\w+:[^)]*\\)");

    private final String plugin;
    /** How often it ran out of memory; under this object's lock. */
    private int exhaustions;
    /** In what it last did; under this object's lock. */
    private String exhausted = "";
    /** The last call that met something missing or forbidden; under this object's lock. */
    private Optional<String> incompatible = Optional.empty();

    Ailments(String plugin) {
        this.plugin = plugin;
    }

    /** Takes note of what the call {@code what} threw, and says it in one sentence. */
    synchronized String sentence(String what, Throwable thrown) {
        return switch (thrown) {
            case OutOfMemoryError memory -> {
                exhaustions++;
                exhausted = what + ": " + Causes.describe(memory);
                yield "plugin '" + plugin + "' ran out of memory in " + exhausted;
            }
            case LinkageError linkage -> noted(
                    "plugin '" + plugin + "' is incompatible: " + Causes.describe(linkage) + " (in " + what + ")");
            case IllegalCallerException caller when Causes.describe(caller).contains("native access") ->
                noted("plugin '"
                        + plugin + "' may not call native code: "
                        + LOCATION.matcher(Causes.describe(caller)).replaceAll("") + " (in " + what
                        + "); name that module behind 'native-access' in its " + PluginDescriptor.FILE);
            default -> "plugin '" + plugin + "' failed in " + what + ": " + Causes.describe(thrown);
        };
    }

    private String noted(String sentence) {
        incompatible = Optional.of(sentence);
        return sentence;
    }

    /** Why the plugin is not called any more; empty while it is. */
    synchronized Optional<String> refusal() {
        return exhaustions < MOST_EXHAUSTIONS
                ? Optional.empty()
                : Optional
                        .of("plugin '" + plugin + "' ran out of memory " + exhaustions + " times, last in " + exhausted
                                + "; it gets no further calls until runed is started again");
    }

    /** What else there is to say of it. */
    synchronized List<String> sentences() {
        return Stream.concat(exhaustions == 0
                ? Stream.empty()
                : Stream.of("plugin '" + plugin + "' ran out of memory in " + exhausted), incompatible.stream())
                .toList();
    }
}
