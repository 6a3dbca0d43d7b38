package dev.rune.daemon.http;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.ListeningSockets;
import dev.rune.kernel.spi.ListeningSockets.LeftSocket;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;

/**
 * An address that was taken and is not served yet.
 *
 * @param settings what was asked for
 * @param channel  what clients connect to
 * @param uri      what they call it, with the real port
 */
public record Address(HttpSettings settings, ServerSocketChannel channel, URI uri) implements AutoCloseable {
    private static final int BACKLOG = 512;

    /**
     * Takes it: from now on nobody else can, and clients that come wait until they are served.
     *
     * @throws ProblemException when it cannot be listened on, or must not be
     */
    public static Address take(HttpSettings settings) {
        return take(settings, ListeningSockets.NONE);
    }

    /**
     * Looks whether it could be listened on with {@code settings}, as far as that does not depend on who listens now.
     *
     * @throws ProblemException when it could not
     */
    public static void check(HttpSettings settings) {
        host(settings);
        settings.tls().ifPresent(Tls::keyStore);
    }

    /**
     * As {@link #take(HttpSettings)}.
     *
     * @param sockets knows what an earlier daemon has left
     */
    public static Address take(HttpSettings settings, ListeningSockets sockets) {
        InetAddress host = host(settings);
        try {
            Optional<LeftSocket> left = sockets.at(new InetSocketAddress(host, settings.port()));
            if (left.isPresent()) {
                return new Address(settings, left.get().channel(), uri(settings, settings.port()));
            }
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(new InetSocketAddress(host, settings.port()), BACKLOG);
                return new Address(settings, channel,
                        uri(settings, ((InetSocketAddress) channel.getLocalAddress()).getPort()));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            boolean taken = e instanceof BindException && String.valueOf(e.getMessage()).contains("in use");
            throw new ProblemException(Problem.of(ProblemCode.UNAVAILABLE, "runed cannot listen on "
                    + settings.host() + ":" + settings.port() + ": " + e.getMessage()
                    + (taken
                            ? "; another program, perhaps another runed, listens there: choose another"
                                    + " address with --http-addr"
                            : "")),
                    e);
        }
    }

    /** Gives it up; does nothing where a server has done so. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static InetAddress host(HttpSettings settings) {
        InetAddress host = resolve(settings);
        if (settings.tls().isEmpty() && !host.isLoopbackAddress()) {
            throw ProblemException.of(ProblemCode.INVALID, "runed does not listen on " + settings.host() + ":"
                    + settings.port() + " without TLS, because tokens would go over the network in clear; set a "
                    + "certificate and its key, or listen on 127.0.0.1");
        }
        return host;
    }

    private static InetAddress resolve(HttpSettings settings) {
        try {
            return InetAddress.getByName(settings.host());
        } catch (UnknownHostException e) {
            throw new ProblemException(Problem.of(ProblemCode.INVALID,
                    "runed cannot listen on '" + settings.host() + "': there is no such host"), e);
        }
    }

    private static URI uri(HttpSettings settings, int port) {
        boolean anywhere = settings.host().equals("0.0.0.0") || settings.host().equals("::");
        String host = anywhere ? "localhost" : settings.host();
        return URI.create((settings.tls().isPresent() ? "https://" : "http://")
                + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }
}
