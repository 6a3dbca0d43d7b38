package dev.rune.kernel.spec;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.SectionException;
import java.util.Optional;

/**
 * How a service is reached from outside. Status: stable since 0.1.
 *
 * @param port      the port of the service
 * @param host      the virtual host; without one the service's port is opened on the host itself
 * @param path      which paths of the host are the service's; all where it is not said
 * @param stripPath whether instances see paths without {@code path}
 * @param type      the type word of an exposure; {@code http} with a host and {@code tcp} without where it is not said
 */
@Doc("Makes the service reachable on the host. No two services may claim the same host and path, or the same port.")
public record Expose(@Doc("A port's name or number.") PortRef port,
        @Doc("The virtual host: a name, or `*.example.org` for all below it. Without it the service's port is opened on the host itself.") Optional<VirtualHost> host,
        @Doc("Only paths that begin so: `/shop` is `/shop` and all below it. Several services may share a host so; the longest path that fits wins. Default: every path.") Optional<PathPrefix> path,
        @Doc("Whether instances see the path without that beginning.") @Default("false") boolean stripPath,
        @Doc("The type word of the exposure that serves it. Default: `http` with a host, `tcp` without.") Optional<Label> type) {
    public Expose {
        if (path.isPresent() && host.isEmpty()) {
            throw new SectionException("path", "the path '" + path.get()
                    + "' needs a host: without one the port itself is opened, whatever is asked for there");
        }
        if (stripPath && path.filter(prefix -> !prefix.everything()).isEmpty()) {
            throw new SectionException("stripPath", "there is no path that could be stripped; name it as 'path'");
        }
        if (type.isPresent() && type.get().text().equals(host.isPresent() ? "tcp" : "http")) {
            throw new SectionException("type", host.isPresent()
                    ? "the exposure 'tcp' knows nothing of hosts: leave 'host' or 'type' out"
                    : "the exposure 'http' needs a host: name it as 'host', or leave 'type' out");
        }
    }
}
