package dev.rune.cli.api;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where {@code runed} listens and how to speak to it.
 *
 * @param tls         whether it is spoken to in TLS
 * @param host        its name or address
 * @param port        its port
 * @param token       what proves who we are; empty where there is none
 * @param authorities a PEM file with the authorities to trust instead of the system's
 * @param origin      where we know it from, for messages: {@code --api-server}, a file's name
 */
public record Server(boolean tls, String host, int port, String token, Optional<String> authorities, String origin) {
    private static final int DEFAULT_PORT = 7861;

    /**
     * A server by its address.
     *
     * @param address {@code http://HOST:PORT}, {@code https://HOST:PORT} or {@code HOST:PORT}
     * @throws Failure where it is no such address
     */
    public static Server at(String address, String token, Optional<String> authorities, String origin) {
        String rest = address;
        boolean tls = address.startsWith("https://");
        if (tls || address.startsWith("http://")) {
            rest = address.substring(tls ? 8 : 7);
        }
        if (rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        int colon = rest.lastIndexOf(':');
        boolean hasPort = colon > rest.lastIndexOf(']');
        String host = hasPort ? rest.substring(0, colon) : rest;
        int port = hasPort ? port(rest.substring(colon + 1)) : tls ? 443 : DEFAULT_PORT;
        if (host.isEmpty() || port < 1 || !isHost(host)) {
            throw new Failure(ExitCode.USAGE, "'" + address + "' (from " + origin + ") is no address of a runed",
                    "Write it as http://127.0.0.1:7861 or https://host:port.");
        }
        return new Server(tls, host, port, token, authorities, origin);
    }

    private static int port(String text) {
        int port = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || port > 65535) {
                return -1;
            }
            port = port * 10 + digit;
        }
        return port > 65535 ? -1 : port;
    }

    private static boolean isHost(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._:[]".indexOf(c) >= 0)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a token for the server at {@code address} is one for this server. */
    public boolean isAt(String address) {
        try {
            URI other = new URI(address);
            return host.equals(other.getHost()) && port == other.getPort() && tls == "https".equals(other.getScheme());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The value of the Host header. */
    String authority() {
        return host + ":" + port;
    }

    /** {@code http://127.0.0.1:7861}. */
    public String address() {
        return (tls ? "https://" : "http://") + authority();
    }
}
