package dev.rune.kernel.plugin;

import dev.rune.kernel.plugin.PluginFault.Phase;
import dev.rune.kernel.section.Field;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which words of castfiles belong to which plugin. The first one to take a word has it. */
final class TakenWords {
    private final Map<Kind, Map<String, String>> types = new EnumMap<>(Kind.class);
    private final Map<String, String> runnerKeys = new HashMap<>();
    /** Keys that stand beside a runner's key in the service itself; several runners may have the same. */
    private final Map<String, String> inlineKeys = new HashMap<>();

    /** Takes every word of {@code plugin}, or none. */
    void take(Plugin plugin) throws PluginFault {
        for (Offer offer : plugin.offers()) {
            check(offer);
        }
        Set<String> own = new HashSet<>();
        for (Offer offer : plugin.offers()) {
            if (!own.add(offer.kind() + " " + offer.provider().type())) {
                throw fault("it provides the " + offer.kind().word() + " type '" + offer.provider().type() + "' twice");
            }
            if (offer.provider() instanceof GuardedRunnerProvider runner && !own.add("key " + runner.key())) {
                throw fault("two of its runners have the key '" + runner.key() + "'");
            }
        }
        for (Offer offer : plugin.offers()) {
            types.computeIfAbsent(offer.kind(), kind -> new HashMap<>()).put(offer.provider().type(), plugin.id());
            if (offer.provider() instanceof GuardedRunnerProvider runner) {
                runnerKeys.put(runner.key(), plugin.id());
                beside(runner).forEach(key -> inlineKeys.putIfAbsent(key, plugin.id()));
            }
        }
    }

    private void check(Offer offer) throws PluginFault {
        String type = offer.provider().type();
        String word = offer.kind().word();
        if (!TypeWord.valid(type)) {
            throw fault("the type '" + type + "' of its " + word + " is no type word: it must be " + TypeWord.FORM);
        }
        String owner = types.getOrDefault(offer.kind(), Map.of()).get(type);
        if (owner != null) {
            throw fault("the " + word + " type '" + type + "' is already provided by plugin '" + owner
                    + "'; remove one of the "
                    + "two");
        }
        if (offer.provider() instanceof GuardedRunnerProvider runner) {
            checkRunner(runner);
        }
        if (offer.kind() == Kind.PROBE) {
            checkProbe(offer.provider());
            checkKeys(offer, TypeWord.PROBE_KEYS);
        }
        if (offer.kind() == Kind.MOUNT) {
            checkKeys(offer, TypeWord.MOUNT_KEYS);
        }
    }

    private void checkRunner(GuardedRunnerProvider runner) throws PluginFault {
        String key = runner.key();
        if (!TypeWord.validKey(key)) {
            throw fault("the key '" + key
                    + "' of its runner is no key: it must be 1 to 63 letters, digits or '-', beginning with "
                    + "a lower case letter");
        }
        if (TypeWord.SERVICE_KEYS.contains(key)) {
            throw fault("the key '" + key + "' of its runner is one that every service has");
        }
        String owner = runnerKeys.getOrDefault(key, inlineKeys.get(key));
        if (owner != null) {
            throw fault("the key '" + key + "' of its runner already belongs to plugin '" + owner
                    + "'; remove one of the two");
        }
        if (runner.inline() && !keys(runner).contains(key)) {
            throw fault("the key '" + key
                    + "' of its runner must be one of its section, which stands in the service itself: "
                    + String.join(", ", keys(runner)));
        }
        for (String beside : beside(runner)) {
            if (TypeWord.SERVICE_KEYS.contains(beside)) {
                throw fault("the key '" + beside + "' of its runner's section is one that every service has");
            }
            if (runnerKeys.containsKey(beside)) {
                throw fault("the key '" + beside + "' of its runner's section already belongs to plugin '"
                        + runnerKeys.get(beside) + "'; remove one of the two");
            }
        }
    }

    private static void checkProbe(GuardedProvider<?> probe) throws PluginFault {
        if (TypeWord.OWN_PROBES.contains(probe.type())) {
            throw fault("the probe type '" + probe.type() + "' is the kernel's own");
        }
    }

    private static void checkKeys(Offer offer, Set<String> taken) throws PluginFault {
        String word = offer.kind().word();
        for (String key : keys(offer.provider())) {
            if (taken.contains(key)) {
                throw fault("the key '" + key + "' of " + word + " '" + offer.provider().type()
                        + "' is one that every " + word + " has");
            }
        }
    }

    private static List<String> beside(GuardedRunnerProvider runner) {
        return runner.inline() ? keys(runner).stream().filter(key -> !key.equals(runner.key())).toList() : List.of();
    }

    private static Set<String> keys(GuardedProvider<?> provider) {
        Set<String> keys = new TreeSet<>();
        for (Field field : provider.section().fields()) {
            keys.add(field.key());
            keys.addAll(field.aliases());
        }
        return keys;
    }

    private static PluginFault fault(String sentence) {
        return new PluginFault(Phase.PROVIDERS, sentence);
    }
}
