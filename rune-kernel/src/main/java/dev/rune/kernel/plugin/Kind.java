package dev.rune.kernel.plugin;

import dev.rune.kernel.spi.Provider;
import dev.rune.kernel.spi.exposure.ExposureProvider;
import dev.rune.kernel.spi.mount.MountHandlerProvider;
import dev.rune.kernel.spi.probe.ProbeProvider;
import dev.rune.kernel.spi.runner.RunnerProvider;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a plugin can provide. */
enum Kind {
    RUNNER("runner", RunnerProvider.class), PROBE("probe", ProbeProvider.class), EXPOSURE("exposure",
            ExposureProvider.class), MOUNT("mount", MountHandlerProvider.class);

    private final String word;
    private final Class<? extends Provider> service;

    Kind(String word, Class<? extends Provider> service) {
        this.word = word;
        this.service = service;
    }

    /** Its name in tables. */
    String word() {
        return word;
    }

    /** What {@code ServiceLoader} looks for. */
    Class<? extends Provider> service() {
        return service;
    }

    /** What a module can provide to be a plugin, for messages. */
    static String services() {
        return Arrays.stream(values()).map(kind -> kind.service.getName()).collect(Collectors.joining(", "));
    }

    /** Of which kind {@code provider} is. */
    static Kind of(Provider provider) {
        return Arrays.stream(values()).filter(kind -> kind.service.isInstance(provider)).findFirst().orElseThrow(
                () -> new IllegalArgumentException(provider.getClass() + " is none of " + services()));
    }
}
