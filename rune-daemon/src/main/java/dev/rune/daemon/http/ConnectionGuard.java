package dev.rune.daemon.http;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;

/**
 * Keeps connections that nobody is served on from using up what the machine can give: beyond a number of them, the one
 * that has been so for longest is closed. A connection counts as served from the moment its request has shown a valid
 * token until that is answered; so one that stays silent, or sends its request a byte at a time, never takes the place
 * of another that works.
 */
final class ConnectionGuard implements Connection.Listener {
    /** How many connections may wait for a request, or for the rest of one. */
    private static final int MOST = 256;

    /** Guarded by this. In the order in which they came or became idle again. */
    private final Set<Connection> idle = new LinkedHashSet<>();

    @Override
    public void onOpened(Connection connection) {
        // The one that speaks HTTP; others may stand below it.
        if (connection instanceof ConnectionMetaData) {
            rest(connection);
        }
    }

    @Override
    public synchronized void onClosed(Connection connection) {
        idle.remove(connection);
    }

    /** Whether there is a connection on which nothing was asked yet. */
    synchronized boolean expectsFirst() {
        return idle.stream().anyMatch(connection -> connection.getMessagesIn() == 0);
    }

    /** A request with a valid token is being served on {@code connection}. */
    synchronized void serve(Connection connection) {
        idle.remove(connection);
    }

    /** {@code connection} waits for its next request, unless it was closed or made a WebSocket meanwhile. */
    void rest(Connection connection) {
        Connection eldest = null;
        synchronized (this) {
            if (!connection.equals(connection.getEndPoint().getConnection()) || !connection.getEndPoint().isOpen()) {
                return;
            }
            idle.add(connection);
            if (idle.size() > MOST) {
                Iterator<Connection> all = idle.iterator();
                eldest = all.next();
                all.remove();
            }
        }
        if (eldest != null) {
            eldest.getEndPoint().close();
        }
    }
}
