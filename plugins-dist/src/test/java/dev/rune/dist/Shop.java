package dev.rune.dist;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.locks.LockSupport;

/**
 * What is served behind the front door: answers with its instance's name, as a body, as events that never end, and as
 * what each frame of a WebSocket is answered with. It is ready unless {@code $SICK/<instance>} exists. Who asks for
 * {@code /deaf} makes it refuse all further connections.
 */
final class Shop {
    private static final String NAME = System.getenv().getOrDefault("RUNE_INSTANCE_ID", "nobody");

    private Shop() {}

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv("PORT"));
        try (var server = new ServerSocket(port, 256, InetAddress.getLoopbackAddress())) {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client, server));
            }
        } catch (SocketException _) {
            while (true) {
                LockSupport.park();
            }
        }
    }

    private static void serve(Socket client, ServerSocket server) {
        try (client) {
            client.setTcpNoDelay(true);
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1), 1) {
                /** Nothing beyond the line may be read: frames may follow. */
                @Override
                public String readLine() throws IOException {
                    var line = new StringBuilder();
                    for (int next = in.read(); next != '\n'; next = in.read()) {
                        if (next < 0) {
                            return null;
                        }
                        line.append((char) next);
                    }
                    return line.toString().strip();
                }
            };
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String path = line.split(" ")[1];
                String key = "";
                for (line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                    key = line.regionMatches(true, 0, "sec-websocket-key:", 0, 18) ? line.substring(18).strip() : key;
                }
                switch (path) {
                    case "/events" -> events(out);
                    case "/ws" -> frames(in, out, key);
                    case "/ready" ->
                        answer(out, Files.exists(Path.of(System.getenv("SICK"), NAME)) ? "503 Sick" : "200 OK");
                    case "/deaf" -> {
                        server.close();
                        answer(out, "200 OK");
                    }
                    default -> answer(out, "200 OK");
                }
                if (path.equals("/ws")) {
                    return;
                }
            }
        } catch (IOException | NoSuchAlgorithmException _) {
            // The other side has gone.
        }
    }

    private static void answer(OutputStream out, String status) throws IOException {
        write(out, "HTTP/1.1 " + status + "\r\nContent-Length: " + NAME.length() + "\r\n\r\n" + NAME);
    }

    private static void events(OutputStream out) throws IOException {
        write(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        String event = "data: " + NAME + "\n\n";
        while (true) {
            write(out, Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
            LockSupport.parkNanos(100_000_000);
        }
    }

    private static void frames(InputStream in, OutputStream out, String key)
            throws IOException, NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        write(out, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n");
        while (true) {
            // Short masked frames only: two bytes, the mask, the payload.
            byte[] head = in.readNBytes(2);
            if (head.length < 2) {
                return;
            }
            in.readNBytes(4 + (head[1] & 0x7f));
            if ((head[0] & 0x0f) == 8) {
                out.write(new byte[]{(byte) 0x88, 0});
                return;
            }
            write(out, "\u0081" + (char) NAME.length() + NAME);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
