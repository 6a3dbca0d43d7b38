package dev.rune.kernel.section;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rune.kernel.spec.ByteSize;
import dev.rune.kernel.spec.Dependency;
import dev.rune.kernel.spec.Label;
import dev.rune.kernel.spec.Port;
import dev.rune.kernel.spec.RestartPolicy;
import dev.rune.kernel.spec.ServiceSpec;
import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spec.StopPolicy;
import dev.rune.kernel.spec.TargetPort;
import dev.rune.kernel.spec.UpdateStrategy;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Builders;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SectionTypePropertyTest {
    private static final SectionType<ServiceSpec> SERVICE = SectionType.of(MethodHandles.lookup(), ServiceSpec.class);
    private static final SectionType<Everything> EVERYTHING = SectionType.of(MethodHandles.lookup(), Everything.class);

    private record Everything(String text, @AnyScalar String any, long whole, double fraction, Duration time,
            Optional<ByteSize> size, Map<String, List<Dependency>> nested, @Default("true") boolean truth,
            Signal signal) {}

    private static <R extends Record> R rebound(SectionType<R> type, Node node) {
        List<Finding> findings = new ArrayList<>();
        return type.bind(node, "x", findings::add).orElseThrow(() -> new AssertionError(findings + " in " + node));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void printedRecordsBindToThemselves(@ForAll("everything") Everything value) {
        assertEquals(value, rebound(EVERYTHING, EVERYTHING.print(value)));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void printedServicesBindToThemselves(@ForAll("services") ServiceSpec value) {
        Mapping printed = SERVICE.print(value);
        assertEquals(value, rebound(SERVICE, printed));
        assertEquals(printed, SERVICE.print(rebound(SERVICE, printed)));
    }

    @Property(tries = 500)
    void whateverIsWrittenIsBoundOrTold(@ForAll("nodes") Node node) {
        List<Finding> findings = new ArrayList<>();
        Optional<ServiceSpec> bound = SERVICE.bind(node, "service", findings::add);
        assertEquals(findings.isEmpty(), bound.isPresent());
    }

    @Provide
    Arbitrary<Everything> everything() {
        Arbitrary<String> text = Arbitraries.strings();
        Arbitrary<List<Dependency>> dependencies = dependencies().list().ofMaxSize(2);
        return Builders.withBuilder(ArrayList<Object>::new).use(text).inSetter(List::add).use(text).inSetter(List::add)
                .use(Arbitraries.longs()).inSetter(List::add)
                .use(Arbitraries.doubles().edgeCases(cases -> cases.add(Double.MAX_VALUE, Double.MIN_VALUE, 1e300)))
                .inSetter(List::add).use(seconds()).inSetter(List::add)
                .use(Arbitraries.longs().greaterOrEqual(1).map(ByteSize::new).optional()).inSetter(List::add)
                .use(Arbitraries.maps(text, dependencies).ofMaxSize(2)).inSetter(List::add)
                .use(Arbitraries.of(true, false)).inSetter(List::add).use(Arbitraries.of(Signal.values()))
                .inSetter(List::add).build(SectionTypePropertyTest::everythingOf);
    }

    @SuppressWarnings("unchecked")
    private static Everything everythingOf(List<Object> values) {
        return new Everything((String) values.get(0), (String) values.get(1), (long) values.get(2),
                (double) values.get(3) + 0.0, (Duration) values.get(4), (Optional<ByteSize>) values.get(5),
                (Map<String, List<Dependency>>) values.get(6), (boolean) values.get(7), (Signal) values.get(8));
    }

    @Provide
    Arbitrary<ServiceSpec> services() {
        Arbitrary<Map<String, String>> env = Arbitraries.maps(Arbitraries.strings().alpha().ofMinLength(1),
                Arbitraries.strings()).ofMaxSize(4);
        Arbitrary<UpdateStrategy> strategies = Combinators.combine(Arbitraries.of(UpdateStrategy.Type.values()),
                Arbitraries.integers().between(1, 5), Arbitraries.integers().between(0, 5),
                Arbitraries.longs().between(1, 86400).map(Duration::ofSeconds),
                Arbitraries.of(UpdateStrategy.OnFailure.values()),
                Arbitraries.of(UpdateStrategy.OnConfigChange.values())).as(UpdateStrategy::new);
        Arbitrary<RestartPolicy> restarts = Combinators.combine(Arbitraries.of(RestartPolicy.Policy.values()),
                Arbitraries.integers().between(0, 86400).map(Duration::ofSeconds),
                Arbitraries.doubles().between(1, 100),
                Arbitraries.longs().between(0, 86_400_000).map(Duration::ofMillis))
                .as((policy, first, factor, longest) -> new RestartPolicy(policy, first, factor, longest, longest));
        Arbitrary<StopPolicy> stops = Combinators.combine(Arbitraries.of(Signal.values()),
                Arbitraries.integers().between(0, 86400).map(Duration::ofSeconds)).as(StopPolicy::new);
        return Combinators.combine(labels(), labels().optional(), env,
                Arbitraries.integers().between(0, 10000).optional(),
                ports().list().uniqueElements(Port::name).ofMaxSize(3),
                dependencies().list().ofMaxSize(3), Combinators.combine(strategies, restarts, stops).as(List::of),
                env.map(rest -> Mapping.of(Nodes.strings(prefixed(rest)))))
                .as((name, namespace, variables, scale, ports, dependencies, policies, workload) -> new ServiceSpec(
                        name,
                        namespace, variables, scale.map(OptionalInt::of).orElse(OptionalInt.empty()), ports, variables,
                        List.of(), Optional.empty(), Optional.empty(), dependencies, List.of(), List.of(),
                        List.of(), Optional.empty(),
                        (UpdateStrategy) policies.get(0), (RestartPolicy) policies.get(1), (StopPolicy) policies.get(2),
                        Duration.ofSeconds(5), false, workload));
    }

    @Provide
    Arbitrary<Node> nodes() {
        return nodes(3);
    }

    private static Arbitrary<Node> nodes(int depth) {
        Arbitrary<Node> scalars = Arbitraries.of("", "x", "api", "1", "-1", "0.5", "true", "null", "rolling", "auto")
                .map(text -> Scalar.plain(text, Position.NONE));
        if (depth == 0) {
            return scalars;
        }
        Arbitrary<String> keys = Arbitraries.of(SERVICE.fields().stream()
                .flatMap(field -> Stream.concat(Stream.of(field), field.fields().stream())).map(Field::key).toList());
        return Arbitraries.oneOf(scalars, nodes(depth - 1).list().ofMaxSize(3).map(Sequence::of),
                keys.set().ofMaxSize(5).flatMap(some -> nodes(depth - 1).list().ofSize(some.size()).map(values -> {
                    Map<String, Node> entries = new LinkedHashMap<>();
                    some.forEach(key -> entries.put(key, values.get(entries.size())));
                    return Mapping.of(entries);
                })));
    }

    private static Map<String, String> prefixed(Map<String, String> map) {
        Map<String, String> prefixed = new LinkedHashMap<>();
        map.forEach((key, value) -> prefixed.put("x-" + key, value));
        return prefixed;
    }

    private static Arbitrary<Label> labels() {
        return Arbitraries.strings().withCharRange('a', 'z').numeric().ofMinLength(1).ofMaxLength(63).map(Label::new);
    }

    private static Arbitrary<Duration> seconds() {
        return Combinators
                .combine(Arbitraries.longs().between(0, 999_999_999), Arbitraries.longs().between(0, 999_999_999))
                .as(Duration::ofSeconds);
    }

    private static Arbitrary<Port> ports() {
        Arbitrary<Integer> numbers = Arbitraries.integers().between(1, 65535);
        return Combinators.combine(labels(), numbers,
                numbers.map(number -> new TargetPort(OptionalInt.of(number))).injectNull(0.3)
                        .map(port -> port == null ? TargetPort.AUTO : port).optional(),
                Arbitraries.of(Port.Protocol.values())).as(Port::new);
    }

    private static Arbitrary<Dependency> dependencies() {
        return Combinators.combine(labels(), Arbitraries.integers().between(0, 2), labels().optional(),
                Arbitraries.of(Dependency.ReadyWhen.values()), seconds().optional(), Arbitraries.of(true, false))
                .as((name, which, namespace, readyWhen, timeout, optional) -> new Dependency(
                        which == 0 ? Optional.of(name.text()) : Optional.empty(),
                        which == 1 ? Optional.of(name) : Optional.empty(),
                        which == 2 ? Optional.of(name) : Optional.empty(), namespace, readyWhen, timeout, optional,
                        !optional));
    }
}
