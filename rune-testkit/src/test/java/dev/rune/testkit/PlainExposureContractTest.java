package dev.rune.testkit;

import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.exposure.Exposure;
import dev.rune.kernel.spi.exposure.ExposureProvider;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;

@DisplayName("An exposure that keeps the contract:")
class PlainExposureContractTest extends ExposureContract {
    /** What is wrong with the exposure; bound where the contract itself is tested. */
    static final ScopedValue<ExposureDefect> DEFECT = ScopedValue.newInstance();

    /** An exposure has none. */
    record NoSection() {}

    @Override
    Duration patience() {
        return Duration.ofSeconds(8);
    }

    @Override
    protected ExposureProvider provider() {
        return new ExposureProvider() {
            @Override
            public String type() {
                return "plain";
            }

            @Override
            public SectionType<?> section() {
                return SectionType.of(MethodHandles.lookup(), NoSection.class);
            }

            @Override
            public Exposure create(PluginContext context) {
                return DEFECT.isBound() ? DEFECT.get().exposure().get() : new PlainExposure();
            }
        };
    }

    @Override
    protected Optional<String> host() {
        return Optional.of("shop.local");
    }

    @Override
    protected boolean ended(String received) {
        return received.endsWith("\r\n0\r\n\r\n");
    }
}
