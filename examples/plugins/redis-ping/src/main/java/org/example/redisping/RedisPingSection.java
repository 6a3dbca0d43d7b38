package org.example.redisping;

import dev.rune.kernel.section.Doc;
import dev.rune.kernel.spec.PortRef;

/** What stands beside {@code type: redis-ping} in a castfile. */
@Doc("Sends `PING` to a Redis server and wants `PONG`.")
record RedisPingSection(@Doc("The name or number of a port of the service.") PortRef port) {}
