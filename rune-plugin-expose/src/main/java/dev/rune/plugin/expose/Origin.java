package dev.rune.plugin.expose;

import io.netty.channel.Channel;
import java.net.Inet6Address;
import java.net.InetSocketAddress;

/**
 * Where the requests of one connection come from, in the words in which instances are told.
 *
 * @param address the client's, without a zone
 * @param node    the same, as {@code Forwarded} has it
 * @param port    where the client has come in
 * @param scheme  {@code http} or {@code https}
 */
record Origin(String address, String node, String port, String scheme) {
    static Origin of(Channel connection, boolean secure) {
        var client = ((InetSocketAddress) connection.remoteAddress()).getAddress();
        String told = client.getHostAddress();
        int zone = told.indexOf('%');
        String address = zone < 0 ? told : told.substring(0, zone);
        return new Origin(address, client instanceof Inet6Address ? "\"[" + address + "]\"" : address,
                Integer.toString(((InetSocketAddress) connection.localAddress()).getPort()),
                secure ? "https" : "http");
    }
}
