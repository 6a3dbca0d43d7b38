package dev.rune.testkit;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.PluginContext;
import dev.rune.kernel.spi.exposure.Exposure;
import dev.rune.kernel.spi.exposure.ExposureProvider;
import dev.rune.kernel.spi.exposure.RouteReport;
import dev.rune.kernel.spi.exposure.RouteTable;
import dev.rune.kernel.status.InstanceId;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An exposure that keeps the tables it is given and pretends that as much is under way as a test says. It is provider and
 * exposure in one, and survives the kernel. Safe for use by several threads.
 */
public final class FakeExposure implements ExposureProvider {
    /** Nothing can be set. */
    record NoSection() {}

    private static final SectionType<NoSection> SECTION = SectionType.of(MethodHandles.lookup(), NoSection.class);

    private final String type;
    private final Pause pause;
    private final Map<InstanceId, Integer> inFlight = new HashMap<>();
    private Optional<Front> front = Optional.empty();
    private Duration applyTime = Duration.ZERO;
    private int refusals;
    private boolean overlapped;

    /**
     * The exposure {@code http} or {@code tcp}.
     *
     * @param pause how an exposure that takes its time does so
     */
    public FakeExposure(String type, Pause pause) {
        this.type = type;
        this.pause = pause;
    }

    /** The table in force; empty before the first one and after the end of its kernel. */
    public RouteTable table() {
        List<RouteTable> tables = tables();
        return tables.isEmpty() ? RouteTable.EMPTY : tables.getLast();
    }

    /** Every table that this kernel applied, in order; none after its end. */
    public synchronized List<RouteTable> tables() {
        return front.map(it -> List.copyOf(it.tables)).orElse(List.of());
    }

    /** The instances that get traffic for {@code service}, in the order of the table. */
    public List<InstanceId> routed(String service) {
        return table().routes().stream().filter(route -> route.service().equals(KernelHarness.ref(service)))
                .flatMap(route -> route.upstreams().stream()).map(RouteTable.Upstream::instance).toList();
    }

    /** Whether {@code instance} gets traffic. */
    public boolean routes(InstanceId instance) {
        return table().routes().stream().flatMap(route -> route.upstreams().stream())
                .anyMatch(upstream -> upstream.instance().equals(instance));
    }

    /** From now on pretends that {@code requests} are under way to {@code instance}. */
    public synchronized void inFlight(InstanceId instance, int requests) {
        inFlight.put(instance, requests);
    }

    /** From now on takes so long for a table. */
    public synchronized void applyTime(Duration time) {
        applyTime = time;
    }

    /** Refuses so many tables from now on. */
    public synchronized void refuse(int times) {
        refusals = times;
    }

    /** Whether it was ever given a table while it applied another. */
    public synchronized boolean overlapped() {
        return overlapped;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public SectionType<?> section() {
        return SECTION;
    }

    @Override
    public synchronized Exposure create(PluginContext context) {
        Front made = new Front();
        front = Optional.of(made);
        return made;
    }

    /** Its kernel has ended, in order or not. */
    synchronized void end() {
        front = Optional.empty();
        inFlight.clear();
    }

    /** What one kernel is given. */
    private final class Front implements Exposure {
        private final List<RouteTable> tables = new ArrayList<>();
        private boolean applying;

        @Override
        public void apply(RouteTable table) {
            try {
                Duration time = begin();
                if (!time.isZero()) {
                    pause.pause(time);
                }
                accept(table);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                throw ProblemException.of(ProblemCode.UNAVAILABLE, "the daemon ends");
            } finally {
                finish();
            }
        }

        private Duration begin() {
            synchronized (FakeExposure.this) {
                overlapped |= applying;
                applying = true;
                return applyTime;
            }
        }

        private void accept(RouteTable table) {
            synchronized (FakeExposure.this) {
                if (refusals > 0) {
                    refusals--;
                    throw ProblemException.of(ProblemCode.UNAVAILABLE, "the fake exposure does not want to");
                }
                tables.add(table);
            }
        }

        private void finish() {
            synchronized (FakeExposure.this) {
                applying = false;
            }
        }

        @Override
        public int inFlight(InstanceId instance) {
            synchronized (FakeExposure.this) {
                return inFlight.getOrDefault(instance, 0);
            }
        }

        @Override
        public List<RouteReport> report() {
            return table().routes().stream().map(route -> RouteReport.none(route.service())).toList();
        }

        @Override
        public void close() {
            end();
        }
    }
}
