package @package@;

import dev.rune.kernel.section.Doc;
import dev.rune.kernel.spec.PortRef;

/** What stands beside {@code type: @name@} in a castfile: fields, their types, their defaults and what they mean. */
@Doc("Connects to a port and wants one line of at least one character.")
record @Name@Section(@Doc("The name or number of a port of the service.") PortRef port) {}
