package dev.rune.kernel.plugin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What calls into a plugin have shown of it. Safe for use by many threads.
 *
 * <p>All plugins and the kernel share one heap and one machine, so that an {@link OutOfMemoryError} meets whoever asks next,
 * which may be anybody. Each costs everybody a pause: so a plugin that meets several in a short time is left alone for as
 * long, and then tried again as if nothing had been.
 */
final class Ailments {
    /** So often may a plugin run out of memory within {@link #WINDOW}. */
    static final int MOST_EXHAUSTIONS = 3;

    /** How long running out of memory is remembered, and how long a plugin that did too often gets no calls. */
    static final Duration WINDOW = Duration.ofMinutes(1);

    /** Where a module's jar lies, which the plugin's status says anyway. */
    private static final Pattern LOCATION = Pattern.compile(" \\(\\w+:[^)]*\\)");

    private final String plugin;
    private final InstantSource clock;
    /** When it last ran out of memory, the latest at the end; under this object's lock. */
    private final Deque<Instant> exhaustions = new ArrayDeque<>();
    /** In what it last did; under this object's lock. */
    private String exhausted = "";
    /** The last call that met something missing or forbidden; under this object's lock. */
    private Optional<String> incompatible = Optional.empty();

    Ailments(String plugin, InstantSource clock) {
        this.plugin = plugin;
        this.clock = clock;
    }

    /** Takes note of what the call {@code what} threw, and says it in one sentence. */
    synchronized String sentence(String what, Throwable thrown) {
        return switch (thrown) {
            case OutOfMemoryError memory -> {
                forget();
                exhaustions.add(clock.instant());
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

    /** Forgets what is too old to count; a time in the future is one before the clock was set back. */
    private void forget() {
        Instant now = clock.instant();
        if (exhaustions.size() < MOST_EXHAUSTIONS) {
            exhaustions.removeIf(at -> isOver(at, now));
        } else if (isOver(exhaustions.getLast(), now)) {
            exhaustions.clear();
        }
    }

    private static boolean isOver(Instant at, Instant now) {
        return at.isAfter(now) || !at.plus(WINDOW).isAfter(now);
    }

    /** Why the plugin is not called now; empty while it is. */
    synchronized Optional<String> refusal() {
        forget();
        return exhaustions.size() < MOST_EXHAUSTIONS
                ? Optional.empty()
                : Optional.of("plugin '" + plugin + "' ran out of memory " + exhaustions.size() + " times within "
                        + Guard.inWords(WINDOW) + ", last in " + exhausted + "; it gets no calls for "
                        + Guard.inWords(WINDOW) + " after that");
    }

    /** What else there is to say of it. */
    synchronized List<String> sentences() {
        forget();
        return Stream.concat(exhaustions.isEmpty()
                ? Stream.empty()
                : Stream.of("plugin '" + plugin + "' ran out of memory in " + exhausted), incompatible.stream())
                .toList();
    }
}
