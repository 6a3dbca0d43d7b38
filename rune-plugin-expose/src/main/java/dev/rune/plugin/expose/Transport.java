package dev.rune.plugin.expose;

import dev.rune.kernel.spi.ListeningSockets.LeftSocket;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.lang.System.Logger.Level;

/** How sockets are served: by the system's own means where Netty's library for them can be loaded, else by Java's. */
enum Transport {
    /** Linux's. */
    EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class) {
        @Override
        IoHandlerFactory loops() {
            return EpollIoHandler.newFactory();
        }

        @Override
        ServerChannel on(LeftSocket left) {
            return new EpollServerSocketChannel(left.descriptor());
        }
    },
    /** Java's. */
    NIO(NioServerSocketChannel.class, NioSocketChannel.class) {
        @Override
        IoHandlerFactory loops() {
            return NioIoHandler.newFactory();
        }

        @Override
        ServerChannel on(LeftSocket left) throws IOException {
            return new NioServerSocketChannel(left.channel());
        }
    };

    private static final System.Logger LOGGER = System.getLogger(Transport.class.getName());

    private final Class<? extends ServerChannel> server;
    private final Class<? extends SocketChannel> client;

    Transport(Class<? extends ServerChannel> server, Class<? extends SocketChannel> client) {
        this.server = server;
        this.client = client;
    }

    /** The best there is on this machine. */
    static Transport best() {
        if (Epoll.isAvailable()) {
            return EPOLL;
        }
        LOGGER.log(Level.INFO, "connections are served by java.nio, because epoll cannot be used: {0}",
                String.valueOf(Epoll.unavailabilityCause().getMessage()));
        return NIO;
    }

    /** What makes event loops. */
    abstract IoHandlerFactory loops();

    /** A channel on a socket that listens already. */
    abstract ServerChannel on(LeftSocket left) throws IOException;

    Class<? extends ServerChannel> server() {
        return server;
    }

    Class<? extends SocketChannel> client() {
        return client;
    }
}
