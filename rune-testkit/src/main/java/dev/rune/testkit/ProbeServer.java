package dev.rune.testkit;

import dev.rune.kernel.status.Endpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * An instance for {@link ProbeContract}: it listens on a port of the loopback address and treats each connection in one
 * way.
 */
final class ProbeServer implements AutoCloseable {
    /** What a server does with a connection. */
    interface Manner {
        void treat(Socket connection) throws IOException;
    }

    /** Reads what comes and says nothing. */
    static final Manner SILENT = ProbeServer::swallow;
    /** Ends the connection at once. */
    static final Manner HANGS_UP = Socket::close;
    /** Says what belongs to no protocol, then ends. */
    static final Manner GARBAGE = connection -> {
        connection.getOutputStream()
                .write(new byte[]{0, (byte) 0xff, 27, '[', '3', '1', 'm', 7, '\n', (byte) 0xc3, 13, 10, 13, 10});
        connection.shutdownOutput();
        swallow(connection);
    };
    /** Says one meaningless byte after the other, for ever and slowly. */
    static final Manner DRIPS = connection -> {
        OutputStream out = connection.getOutputStream();
        while (true) {
            out.write('x');
            LockSupport.parkNanos(20_000_000);
        }
    };
    /** Says meaningless bytes without end, as fast as they are taken. */
    static final Manner FLOODS = connection -> {
        byte[] much = new byte[64 * 1024];
        java.util.Arrays.fill(much, (byte) 'x');
        while (true) {
            connection.getOutputStream().write(much);
        }
    };

    private final ServerSocket listener;
    private final Manner manner;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final List<Socket> queued = new ArrayList<>();
    /** Written once, before anybody else knows this server. */
    private Optional<Thread> acceptor = Optional.empty();

    private ProbeServer(Manner manner, int backlog) {
        this.manner = manner;
        try {
            listener = new ServerSocket();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), backlog);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server that treats every connection so. */
    static ProbeServer that(Manner manner) {
        ProbeServer server = new ProbeServer(manner, 200);
        server.acceptor = Optional.of(Thread.ofVirtual().name("server").start(server::accept));
        return server;
    }

    /** A server that accepts nothing and has no room for further connections, so that opening one never ends. */
    static ProbeServer full() {
        ProbeServer server = new ProbeServer(SILENT, 1);
        while (server.queueOne()) {
            // There was room for one more.
        }
        return server;
    }

    /** An endpoint where nothing listens. */
    static Endpoint nobody() {
        try (ProbeServer server = new ProbeServer(SILENT, 1)) {
            return server.endpoint();
        }
    }

    /** Where it listens. */
    Endpoint endpoint() {
        return new Endpoint(ProbeFixture.PORT, 80, listener.getInetAddress().getHostAddress(), listener.getLocalPort(),
                false);
    }

    /** How many connections there have been. */
    int accepted() {
        return accepted.get();
    }

    /** Connections whose other end has not closed them. */
    int open() {
        return open.size();
    }

    private boolean queueOne() {
        Socket socket = new Socket();
        queued.add(socket);
        try {
            socket.connect(listener.getLocalSocketAddress(), 1000);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                open.add(connection);
                accepted.incrementAndGet();
                Thread.ofVirtual().name("connection").start(() -> treat(connection));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void treat(Socket connection) {
        try (connection) {
            manner.treat(connection);
            if (!connection.isClosed()) {
                connection.shutdownOutput();
                swallow(connection);
            }
        } catch (IOException e) {
            // The other end closed it.
        } finally {
            open.remove(connection);
        }
    }

    /** Reads until the other end closes. */
    private static void swallow(Socket connection) throws IOException {
        byte[] bytes = new byte[8192];
        while (connection.getInputStream().read(bytes) >= 0) {
            // Not interested.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            // A connection may still be accepted until the acceptor has noticed.
            for (Thread thread : acceptor.stream().toList()) {
                thread.join();
            }
            for (Socket socket : queued) {
                socket.close();
            }
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
