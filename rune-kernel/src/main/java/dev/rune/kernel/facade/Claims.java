package dev.rune.kernel.facade;

import dev.rune.kernel.reconcile.Routes;
import dev.rune.kernel.record.ServiceRecord;
import dev.rune.kernel.spec.ServiceRef;
import dev.rune.kernel.spec.ServiceSpec;
import java.util.List;
import java.util.Optional;

/** What exposed services claim: a host and path, or a port of the host. Pure. */
final class Claims {
    private Claims() {}

    /** Which other service of {@code services} claims what {@code spec} of {@code ref} does. */
    static Optional<ServiceRecord> holder(ServiceRef ref, ServiceSpec spec, List<ServiceRecord> services) {
        Optional<String> claim = Routes.claim(spec);
        return claim.flatMap(_ -> services.stream().filter(other -> !other.deleting() && !other.ref().equals(ref)
                && Routes.claim(other.spec()).equals(claim)).findFirst());
    }

    /** Says that {@code holder} has what {@code spec} claims. */
    static String taken(ServiceSpec spec, ServiceRecord holder) {
        String claim = Routes.claim(spec).orElseThrow();
        return (claim.startsWith(":") ? "port " + claim.substring(1) + " of the host" : "'" + claim + "'")
                + " is claimed by service '" + holder.ref().name() + "' in namespace '" + holder.ref().namespace()
                + "'";
    }

    /** The field that says what is claimed. */
    static String field(ServiceSpec spec) {
        return spec.expose().flatMap(expose -> expose.host()).isPresent() ? "expose.host" : "expose.port";
    }
}
