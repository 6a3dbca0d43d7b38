/**
 * The runner {@code container}: containers on a Docker engine.
 *
 * <p>The engine keeps everything: what an instance is stands in the labels of its container, and what it wrote in the
 * container's log. This module remembers only what it may forget, so nothing is lost with the daemon. Requests are
 * docker-java's; the transport is this module's own, because the engine is reached through a Unix socket, which the JDK
 * can do without native code.
 */
module dev.rune.plugin.docker {
    requires com.fasterxml.jackson.databind;
    requires com.github.benmanes.caffeine;
    requires com.github.dockerjava.api;
    requires com.github.dockerjava.core;
    requires com.github.dockerjava.transport;
    requires dev.rune.kernel;
    // docker-java's classes bear annotations of it that the compiler wants to see.
    requires static org.immutables.value.annotations;

    provides dev.rune.kernel.spi.runner.RunnerProvider with dev.rune.plugin.docker.DockerRunnerProvider;
}
