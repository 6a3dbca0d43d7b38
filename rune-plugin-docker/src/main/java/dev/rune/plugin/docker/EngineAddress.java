package dev.rune.plugin.docker;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the engine listens.
 *
 * @param text    as it was written
 * @param address the same to connect to
 */
record EngineAddress(String text, SocketAddress address) {
    private static final String STANDARD = "unix:///var/run/docker.sock";
    private static final Pattern UNIX = Pattern.compile("unix://(/.+)");
    private static final Pattern TCP = Pattern.compile("tcp://([^:/]+|\\[[0-9a-fA-F:]+]):([0-9]{1,5})/?");

    /** What the settings say, else the variable {@code DOCKER_HOST}, else the engine's usual socket. */
    static EngineAddress of(Optional<String> setting, Map<String, String> environment) {
        return setting.map(text -> parse(text, "docker.host in the runefile"))
                .or(() -> Optional.ofNullable(environment.get("DOCKER_HOST")).filter(text -> !text.isEmpty())
                        .map(text -> parse(text, "the variable DOCKER_HOST")))
                .orElseGet(() -> parse(STANDARD, "the default"));
    }

    private static EngineAddress parse(String text, String where) {
        Matcher unix = UNIX.matcher(text);
        if (unix.matches()) {
            return new EngineAddress(text, UnixDomainSocketAddress.of(unix.group(1)));
        }
        Matcher tcp = TCP.matcher(text);
        if (tcp.matches() && Integer.parseInt(tcp.group(2)) <= 65535) {
            return new EngineAddress(text, new InetSocketAddress(tcp.group(1), Integer.parseInt(tcp.group(2))));
        }
        throw ProblemException.of(ProblemCode.INVALID, where + " is '" + text
                + "', which is no address of a Docker engine: write unix:///path/of/docker.sock or tcp://host:port");
    }

    /** A new connection. */
    SocketChannel connect() throws IOException {
        return SocketChannel.open(address);
    }

    @Override
    public String toString() {
        return text;
    }
}
