package dev.rune.kernel.spec;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.Key;
import dev.rune.kernel.section.SectionException;
import dev.rune.kernel.section.Shorthand;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What must be there before an instance is started. Exactly one of service, secret and configmap is named. Status:
 * stable since 0.1.
 *
 * @param service   a service's name, alone or as {@code name.namespace}
 * @param secret    a secret's name
 * @param configmap a configmap's name
 * @param namespace where it is, unless the name says it; the dependent's own by default
 * @param readyWhen the state asked for; services only
 * @param timeout   how long to wait before the status says it failed
 * @param optional  not waited for
 * @param restartWith the dependent is restarted, within its update strategy, after the other was replaced
 */
@Doc("A service, secret or configmap that must be there before an instance is started. A bare name means a service.")
@Shorthand("name")
public record Dependency(
        @Doc("A service's name, alone or as `name.namespace`.") @Key(value = "name", aliases = "service") Optional<String> service,
        @Doc("A secret's name.") Optional<Label> secret, @Doc("A configmap's name.") Optional<Label> configmap,
        @Doc("Where it is; the service's own namespace by default.") Optional<Label> namespace,
        @Doc("The state asked for.") @Default("healthy") ReadyWhen readyWhen,
        @Doc("How long to wait before the status says `DependencyTimeout`.") @Key("timeoutSeconds") Optional<Duration> timeout,
        @Doc("Not waited for.") @Default("false") boolean optional,
        @Doc("Restart the service, within its update strategy, after what it depends on was replaced.") @Default("false") boolean restartWith) {
    /** The state of a service that is asked for. */
    public enum ReadyWhen {
        /** Its status is Running, with at least one instance. */
        HEALTHY,
        /** At least one instance runs. */
        RUNNING,
        /** At least one instance was started. */
        STARTED
    }

    public Dependency {
        if (Stream.of(service, secret, configmap).filter(Optional::isPresent).count() != 1) {
            throw new SectionException("name",
                    "a dependency names exactly one of: name (a service), secret, configmap");
        }
        service.ifPresent(text -> {
            for (String part : text.split("\\.", 2)) {
                Label.parse(part);
            }
            if (text.contains(".") && namespace.isPresent()) {
                throw new SectionException("namespace", "the namespace is in the name '" + text + "' already");
            }
        });
    }

    /** The service that is meant, seen from a service in {@code own}. */
    public Optional<ServiceRef> serviceRef(String own) {
        return service.map(text -> {
            String[] parts = text.split("\\.", 2);
            return new ServiceRef(parts.length == 2 ? parts[1] : namespace.map(Label::text).orElse(own), parts[0]);
        });
    }
}
