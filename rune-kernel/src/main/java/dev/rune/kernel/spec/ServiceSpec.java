package dev.rune.kernel.spec;
import dev.rune.kernel.section.AnyScalar;
import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.Key;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Range;
import dev.rune.kernel.section.Rest;
import dev.rune.kernel.section.SectionException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the user wants of one service: the castfile's {@code service}. Status: stable since 0.1.
 *
 * @param name           the service's name
 * @param namespace      where it lives; empty until a cast has decided it
 * @param labels         free
 * @param scale          instances wanted; empty leaves it alone
 * @param ports          its ports
 * @param env            variables, as written
 * @param envFrom        secrets and configmaps whose keys become variables
 * @param resources      needs and limits
 * @param health         probes
 * @param dependencies   what must be there first
 * @param secretMounts   secrets as files
 * @param configMounts   configmaps as files
 * @param mounts         files that plugins make
 * @param expose         how it is reached from outside
 * @param updateStrategy how a changed template reaches running instances
 * @param restart        what follows an instance's end
 * @param stop           how an instance is ended
 * @param drain          time between leaving the routes and the stop signal
 * @param skip           parsed and checked, not applied
 * @param workload       the remaining keys: what is run, which belongs to a runner plugin ({@code image} or
 *                       {@code process}, …)
 */
@Doc("A service: what is to run, how many copies, and what surrounds it.")
public record ServiceSpec(
        @Doc("Unique in its namespace.") @Applies(Applies.To.IDENTITY) Label name,
        @Doc("Must exist, unless `--create-namespace` is said. Wins over `-n`.") @Applies(Applies.To.IDENTITY) Optional<Label> namespace,
        @Doc("Free words to select by.") @Applies(Applies.To.LIVE) @AnyScalar Map<String, String> labels,
        @Doc("Instances wanted, running and healthy; 0 stops without deleting. Left out it leaves the scale alone; a new service has 1.") @Applies(Applies.To.LIVE) @Range(max = 10000) OptionalInt scale,
        @Doc("Its ports.") @Applies(Applies.To.TEMPLATE) List<Port> ports,
        @Doc("Environment variables; any scalar, taken as written.") @Applies(Applies.To.TEMPLATE) @AnyScalar Map<String, String> env,
        @Doc("Secrets and configmaps whose keys become variables; `env` wins, then the later source.") @Applies(Applies.To.TEMPLATE) List<EnvSource> envFrom,
        @Doc("What an instance needs and may use.") @Applies(Applies.To.TEMPLATE) Optional<Resources> resources,
        @Doc("Probes.") @Applies(Applies.To.LIVE) Optional<Health> health,
        @Doc("What must be there before an instance is started.") @Applies(Applies.To.LIVE) List<Dependency> dependencies,
        @Doc("Secrets as files. Refused while no plugin mounts them.") @Applies(Applies.To.TEMPLATE) List<SecretMount> secretMounts,
        @Doc("Configmaps as files. Refused while no plugin mounts them.") @Applies(Applies.To.TEMPLATE) @Key(value = "configMounts", aliases = "configmapMounts") List<ConfigMount> configMounts,
        @Doc("Files that plugins of other types make.") @Applies(Applies.To.TEMPLATE) List<MountSpec> mounts,
        @Doc("How it is reached from outside. Refused where no plugin provides such an exposure.") @Applies(Applies.To.LIVE) Optional<Expose> expose,
        @Doc("How a changed template reaches running instances.") @Applies(Applies.To.LIVE) UpdateStrategy updateStrategy,
        @Doc("What follows an instance's end.") @Applies(Applies.To.LIVE) RestartPolicy restart,
        @Doc("How an instance is ended.") @Applies(Applies.To.LIVE) StopPolicy stop,
        @Doc("Seconds between leaving the routes and the stop signal, where the service is exposed.") @Key("drainSeconds") @Applies(Applies.To.LIVE) @Default("5") @Range(max = 86400) Duration drain,
        @Doc("Parsed and checked, not applied.") @Applies(Applies.To.LIVE) @Default("false") boolean skip,
        @Applies(Applies.To.TEMPLATE) @Rest Mapping workload) {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    public ServiceSpec {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        ports = List.copyOf(ports);
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        envFrom = List.copyOf(envFrom);
        dependencies = List.copyOf(dependencies);
        secretMounts = List.copyOf(secretMounts);
        configMounts = List.copyOf(configMounts);
        mounts = List.copyOf(mounts);
        Set<Label> names = new HashSet<>();
        for (Port port : ports) {
            if (!names.add(port.name())) {
                throw new SectionException("ports", "two ports are named '" + port.name() + "'");
            }
        }
        Set<String> taken = new HashSet<>();
        secretMounts.forEach(mount -> requireNew(taken, "secretMounts", mount.name(), mount.mountPath()));
        configMounts.forEach(mount -> requireNew(taken, "configMounts", mount.name(), mount.mountPath()));
        mounts.forEach(mount -> requireNew(taken, "mounts", mount.name(), mount.mountPath()));
        for (String variable : env.keySet()) {
            if (!VARIABLE.matcher(variable).matches()) {
                throw new SectionException("env",
                        "'" + variable + "' is no name of a variable: letters, digits and '_', "
                                + "not beginning with a digit");
            }
        }
        if (expose.isPresent()) {
            PortRef wanted = expose.get().port();
            Port port = wanted.in(ports)
                    .orElseThrow(() -> new SectionException("expose", "no port of the service has the "
                            + "name or number '" + wanted + "'"));
            if (port.protocol() == Port.Protocol.UDP) {
                throw new SectionException("expose", "port '" + port.name() + "' is udp, which cannot be exposed");
            }
        }
    }

    private static void requireNew(Set<String> taken, String key, Label name, String mountPath) {
        if (!taken.add(name.text())) {
            throw new SectionException(key, "two mounts are named '" + name + "'");
        }
        if (!taken.add(mountPath)) {
            throw new SectionException(key, "two mounts have the mountPath '" + mountPath + "'");
        }
    }

    /** This spec with other mounts and another workload that mean the same: their canonical form. */
    public ServiceSpec canonical(List<MountSpec> sameMounts, Mapping sameWorkload) {
        return new ServiceSpec(name, namespace, labels, scale, ports, env, envFrom, resources, health, dependencies,
                secretMounts, configMounts, sameMounts, expose, updateStrategy, restart, stop, drain, skip,
                sameWorkload);
    }

    /** This spec as it is kept: with its namespace decided, and its scale left to the record of the service. */
    public ServiceSpec settled(Label itsNamespace) {
        return new ServiceSpec(name, Optional.of(itsNamespace), labels, OptionalInt.empty(), ports, env, envFrom,
                resources, health, dependencies, secretMounts, configMounts, mounts, expose, updateStrategy, restart,
                stop, drain, skip, workload);
    }

    /** Its reference, once its namespace is decided. */
    public ServiceRef ref() {
        return new ServiceRef(namespace.orElseThrow().text(), name.text());
    }
}
