package dev.rune.kernel.facade;

import dev.rune.kernel.schedule.Scheduler;
import dev.rune.kernel.reconcile.Reconciler;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spi.host.LogSelection;
import dev.rune.kernel.spi.host.Subscription;
import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.spi.runner.LogReader;
import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.status.InstanceId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What the instances of a service wrote, merged by time; when following, also of those that are still to come. */
final class ServiceLogs implements LogReader {
    private final ServiceRef service;
    private final Reconciler reconciler;
    private final BooleanSupplier exists;
    private final LogSelection selection;
    private final LogMerge merge;
    private final Set<InstanceId> opened = new HashSet<>();
    private final Subscription watching;

    ServiceLogs(ServiceRef service, Reconciler reconciler, Changes changes, Scheduler scheduler, BooleanSupplier exists,
            LogSelection selection) {
        this.service = service;
        this.reconciler = reconciler;
        this.exists = exists;
        this.selection = selection;
        this.merge = new LogMerge(scheduler, selection.query().follow());
        List<ObservedInstance> instances = selection.previous() ? predecessors() : latest();
        Map<InstanceId, Integer> tails = tails(instances);
        instances.forEach(instance -> open(instance, Optional.ofNullable(tails.get(instance.id()))));
        this.watching = selection.query().follow()
                ? changes.subscribe(changed -> follow(changed))
                : () -> {};
        follow(service);
    }

    @Override
    public Optional<LogLine> next() throws InterruptedException {
        return merge.next();
    }

    @Override
    public void close() {
        watching.close();
        merge.close();
    }

    /** The last instance of each place, living or not. */
    private List<ObservedInstance> latest() {
        Map<Integer, ObservedInstance> bySlot = new TreeMap<>();
        List<ObservedInstance> observed = reconciler.observed(service);
        observed.forEach(instance -> bySlot.merge(instance.labels().slot(), instance, ServiceLogs::later));
        return Stream.concat(bySlot.values().stream(),
                observed.stream().filter(i -> i.alive() && !bySlot.containsValue(i))).toList();
    }

    /** The last but one of each place, which has ended. */
    private List<ObservedInstance> predecessors() {
        Set<ObservedInstance> latest = Set.copyOf(latest());
        Map<Integer, ObservedInstance> bySlot = new TreeMap<>();
        reconciler.observed(service).stream().filter(i -> !i.alive() && !latest.contains(i))
                .forEach(instance -> bySlot.merge(instance.labels().slot(), instance, ServiceLogs::later));
        return List.copyOf(bySlot.values());
    }

    private static ObservedInstance later(ObservedInstance a, ObservedInstance b) {
        return a.startedAt().isAfter(b.startedAt()) ? a : b;
    }

    /** How many of the last lines over all instances belong to each; empty where every line is wanted. */
    private Map<InstanceId, Integer> tails(List<ObservedInstance> instances) {
        LogQuery query = selection.query();
        if (query.tail().isEmpty()) {
            return Map.of();
        }
        List<LogLine> lines = new ArrayList<>();
        for (ObservedInstance instance : instances) {
            read(reconciler.runner(instance.id()).logs(instance.id(),
                    new LogQuery(query.tail(), query.since(), query.until(), false)), lines);
        }
        lines.sort(Comparator.comparing(LogLine::at));
        Map<InstanceId, Integer> tails = new HashMap<>();
        instances.forEach(instance -> tails.put(instance.id(), 0));
        lines.stream().skip(Math.max(0, lines.size() - query.tail().getAsInt()))
                .forEach(line -> tails.merge(line.instance(), 1, Integer::sum));
        return tails;
    }

    private static void read(LogReader reader, List<LogLine> lines) {
        try (reader) {
            for (Optional<LogLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                lines.add(line.get());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void open(ObservedInstance instance, Optional<Integer> tail) {
        if (opened.add(instance.id())) {
            LogQuery query = selection.query();
            OptionalInt lines = tail.map(OptionalInt::of).orElse(OptionalInt.empty());
            merge.add(reconciler.runner(instance.id()).logs(instance.id(),
                    new LogQuery(lines, query.since(), query.until(), query.follow())));
        }
    }

    /** Opens what is new, and ends once the service is gone and everything was read. */
    private synchronized void follow(ServiceRef changed) {
        if (!changed.equals(service)) {
            return;
        }
        if (!selection.query().follow() || !exists.getAsBoolean()) {
            merge.complete();
        } else if (!selection.previous()) {
            reconciler.observed(service).stream().filter(ObservedInstance::alive)
                    .forEach(i -> open(i, Optional.empty()));
        }
    }
}
