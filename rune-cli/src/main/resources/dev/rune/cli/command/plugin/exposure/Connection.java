package @package@;

import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A client's connection and the one to the instance behind it. It is in the set of all from its beginning to its end. */
final class @Name@Connection {
    private final Socket client;
    private final Socket server = new Socket();
    private final InstanceId instance;
    private final Set<@Name@Connection> open;

    @Name@Connection(Socket client, InstanceId instance, Set<@Name@Connection> open) {
        this.client = client;
        this.instance = instance;
        this.open = open;
        open.add(this);
    }

    boolean leadsTo(InstanceId one) {
        return instance.equals(one);
    }

    void connect(InetSocketAddress address, int millis) throws IOException {
        server.connect(address, millis);
    }

    /** The instance is not to be had: the client is kept for another. */
    void forget() {
        quietly(server::close);
        open.remove(this);
    }

    /** Carries bytes either way until both sides have said all. */
    void relay() throws InterruptedException {
        Thread back = Thread.ofVirtual().start(() -> carry(server, client));
        try {
            carry(client, server);
            back.join();
        } finally {
            close();
            open.remove(this);
        }
    }

    /** What is said on one side until its end, and then that end. Where one of them breaks off both are closed. */
    private void carry(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            if (!to.isOutputShutdown()) {
                close();
            }
        }
    }

    /** Tells both sides that nothing more will come, and closes soon after whatever they do. */
    void end(ScheduledExecutorService timer) {
        quietly(client::shutdownOutput);
        quietly(server::shutdownOutput);
        try {
            timer.schedule(this::close, 1, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            close();
        }
    }

    void close() {
        quietly(client::close);
        quietly(server::close);
    }

    private static void quietly(Closing closing) {
        try {
            closing.run();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    private interface Closing {
        void run() throws IOException;
    }
}
