package dev.rune.kernel.plugin;

import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.exposure.Exposure;
import dev.rune.kernel.spi.exposure.ExposureProvider;
import dev.rune.kernel.spi.exposure.RouteReport;
import dev.rune.kernel.spi.exposure.RouteTable;
import dev.rune.kernel.status.InstanceId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plugin's exposure provider behind its guard. */
final class GuardedExposureProvider extends GuardedProvider<ExposureProvider> implements ExposureProvider {
    GuardedExposureProvider(Guard guard, Deadlines deadlines, ExposureProvider provider) {
        super(guard, deadlines, provider);
    }

    @Override
    public GuardedExposure create(PluginContext context) {
        return new GuardedExposure(guard(), deadlines(), type(), guard().call("the making of exposure '" + type() + "'",
                deadlines().make(), () -> provider().create(context)));
    }

    /** A plugin's exposure behind its guard: no table is applied while a lost one may still be. */
    record GuardedExposure(Guard guard, Deadlines deadlines, String type, Exposure exposure) implements Exposure, Made {
        @Override
        public void apply(RouteTable table) {
            guard.run("routes of exposure '" + type + "'", Optional.of(type), deadlines.mount(),
                    () -> exposure.apply(table));
        }

        @Override
        public int inFlight(InstanceId instance) {
            return guard.ask("requests in flight of exposure '" + type + "'", deadlines.quick(),
                    () -> exposure.inFlight(instance));
        }

        @Override
        public List<RouteReport> report() {
            return guard.ask("report of exposure '" + type + "'", deadlines.quick(),
                    () -> List.copyOf(exposure.report()));
        }

        @Override
        public Map<Integer, Long> unrouted() {
            return guard.ask("report of exposure '" + type + "'", deadlines.quick(),
                    () -> Map.copyOf(exposure.unrouted()));
        }

        @Override
        public Optional<String> trouble() {
            return guard.ask("trouble of exposure '" + type + "'", deadlines.quick(), exposure::trouble);
        }

        @Override
        public void close() {
            guard.close("close", deadlines.quick(), exposure::close);
        }
    }
}
