package dev.rune.plugin.expose;

import dev.rune.plugin.expose.IngressSettings.TlsFiles;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The certificate that the door shows. The files are looked at again while connections come, at most once a second; where
 * they cannot be used, the one before stays. Connections that are there keep theirs.
 */
final class Certificate {
    private static final System.Logger LOGGER = System.getLogger(Certificate.class.getName());
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final TlsFiles files;
    private Optional<SslContext> context = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private List<FileTime> read = List.of();
    private long looked;

    Certificate(TlsFiles files) {
        this.files = files;
        look();
    }

    /** What new connections are made with; empty where there was never a certificate that could be used. */
    synchronized Optional<SslContext> context() {
        if (System.nanoTime() - looked >= LOOK_NANOS) {
            look();
        }
        return context;
    }

    /** Why what is in the files is not used. */
    synchronized Optional<String> trouble() {
        return trouble;
    }

    private void look() {
        looked = System.nanoTime();
        try {
            List<FileTime> now = List.of(Files.getLastModifiedTime(Path.of(files.certFile())),
                    Files.getLastModifiedTime(Path.of(files.keyFile())));
            if (!now.equals(read)) {
                context = Optional.of(made());
                if (!read.isEmpty()) {
                    LOGGER.log(Level.INFO, "a new certificate is in use: {0}", files.certFile());
                }
                read = now;
                trouble = Optional.empty();
            }
        } catch (IOException | IllegalArgumentException e) {
            String told = "the certificate " + files.certFile() + " with the key " + files.keyFile()
                    + " cannot be used: " + e.getMessage() + "; write a chain and its PKCS #8 key, both PEM";
            if (trouble.isEmpty()) {
                LOGGER.log(Level.WARNING, told);
            }
            trouble = Optional.of(told);
        }
    }

    private SslContext made() throws IOException {
        return SslContextBuilder.forServer(new File(files.certFile()), new File(files.keyFile()))
                .sslProvider(SslProvider.JDK).protocols("TLSv1.3", "TLSv1.2")
                .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1))
                .build();
    }
}
