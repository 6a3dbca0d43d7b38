package dev.rune.kernel.plugin;

import dev.rune.kernel.plugin.PluginFault.Phase;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.status.PluginStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A plugin as far as it came.
 *
 * @param id           its folder's name
 * @param directory    its folder
 * @param version      its version; {@code -} where the descriptor cannot be read
 * @param nativeAccess the modules that were granted native access
 * @param offers       its providers with what was made of them
 * @param failure      where it failed and why; empty while it works
 * @param note         what could not be done to its folder; empty where nothing was to be
 */
record Plugin(String id, Path directory, String version, List<String> nativeAccess, List<Offer> offers,
        String failure, String note) {
    Plugin {
        nativeAccess = List.copyOf(nativeAccess);
        offers = List.copyOf(offers);
    }

    boolean works() {
        return failure.isEmpty();
    }

    /** This plugin without anything it offers, because of {@code fault}. */
    Plugin failed(PluginFault fault) {
        return new Plugin(id, directory, version, List.of(), List.of(), fault.sentence(), note);
    }

    /** This plugin with {@code offers}, and with a failure where {@code failure} is not empty. */
    Plugin with(List<Offer> changed, String why) {
        return new Plugin(id, directory, version, nativeAccess, changed, why, note);
    }

    /** This plugin with {@code note}. */
    Plugin troubled(String trouble) {
        return new Plugin(id, directory, version, nativeAccess, offers, failure, trouble);
    }

    PluginStatus status() {
        String refusal = works()
                ? guard().flatMap(Guard::refusal).map(why -> new PluginFault(Phase.CALLS, why).sentence()).orElse("")
                : failure;
        return new PluginStatus(id, version, offers.stream().map(offer -> offer.kind().word()).distinct().toList(),
                offers.stream().map(offer -> offer.provider().type()).distinct().toList(), refusal.isEmpty(),
                refusal.isEmpty() ? trouble() : refusal, nativeAccess, directory);
    }

    /** The one that all its offers are behind. */
    private Optional<Guard> guard() {
        return offers.stream().map(offer -> offer.provider().guard()).findFirst();
    }

    /** What keeps it from working as it should now, and what its calls have shown; empty where nothing did. */
    private String trouble() {
        Stream<String> seen = guard().stream().flatMap(guard -> guard.troubles().stream());
        return Stream.of(Stream.of(note), seen, told()).flatMap(all -> all).filter(text -> !text.isEmpty()).distinct()
                .collect(Collectors.joining("; "));
    }

    private Stream<String> told() {
        return offers.stream().flatMap(offer -> offer.made().stream()).flatMap(made -> {
            try {
                return switch (made) {
                    case GuardedRunner runner -> runner.trouble().stream();
                    case GuardedExposureProvider.GuardedExposure exposure -> exposure.trouble().stream();
                    default -> Stream.empty();
                };
            } catch (ProblemException broken) {
                return Stream.of(broken.problem().message());
            }
        });
    }
}
