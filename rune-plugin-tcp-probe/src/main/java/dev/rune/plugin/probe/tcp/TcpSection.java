package dev.rune.plugin.probe.tcp;

import dev.rune.kernel.section.Doc;
import dev.rune.kernel.spec.PortRef;

/**
 * What a {@code tcp} probe asks.
 *
 * @param port the port to connect to
 */
@Doc("Connects to a port; a connection that is accepted is healthy.")
record TcpSection(@Doc("The name or number of a port of the service.") PortRef port) {}
