package dev.rune.plugin.expose;

import dev.rune.kernel.problem.ProblemException;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * The certificate that the door shows. Where it is kept is looked at again while connections come, at most once a second;
 * what cannot be used does not take the place of the one before. Connections that are there keep theirs.
 */
final class Certificate {
    private static final System.Logger LOGGER = System.getLogger(Certificate.class.getName());
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final TlsSource source;
    /** Written under this object's lock. */
    private volatile Optional<SslContext> context = Optional.empty();
    private volatile long looked;
    /** Guarded by this. */
    private Optional<String> trouble = Optional.empty();
    /** Guarded by this: what {@link #context} was made of; empty before. */
    private Optional<String> used = Optional.empty();

    Certificate(TlsSource source) {
        this.source = source;
        look();
    }

    /** What new connections are made with; empty where there was never a certificate that could be used. */
    Optional<SslContext> context() {
        if (System.nanoTime() - looked >= LOOK_NANOS) {
            look();
        }
        return context;
    }

    /** Why what is kept there is not used. */
    synchronized Optional<String> trouble() {
        look();
        return trouble;
    }

    private synchronized void look() {
        looked = System.nanoTime();
        try {
            String now = source.version();
            if (!used.equals(Optional.of(now))) {
                context = Optional.of(made());
                used.ifPresent(_ -> LOGGER.log(Level.INFO, "a new one is in use: {0}", source.name()));
                used = Optional.of(now);
            }
            trouble = Optional.empty();
        } catch (ProblemException e) {
            failed(source.name() + " cannot be used: " + e.problem().message());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            failed(source.name() + " cannot be used: " + e.getMessage()
                    + "; what is needed is a chain and its PKCS #8 key, both PEM");
        }
    }

    private void failed(String why) {
        String told = why + "; " + (context.isPresent() ? "the one before is shown" : "TLS is not served until then");
        if (!trouble.equals(Optional.of(told))) {
            LOGGER.log(Level.WARNING, told);
        }
        trouble = Optional.of(told);
    }

    private SslContext made() throws IOException, GeneralSecurityException {
        TlsSource.Pair pair = source.read();
        try {
            X509Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pair.chain())).stream()
                    .map(X509Certificate.class::cast).toArray(X509Certificate[]::new);
            if (chain.length == 0) {
                throw new CertificateException("there is no certificate");
            }
            PrivateKey key = Pem.privateKey(pair.key());
            Pem.requireFit(chain[0], key);
            return context(SslContextBuilder.forServer(key, chain));
        } finally {
            Arrays.fill(pair.key(), (byte) 0);
        }
    }

    private static SslContext context(SslContextBuilder builder) throws IOException {
        return builder.sslProvider(SslProvider.JDK).protocols("TLSv1.3", "TLSv1.2")
                .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1))
                .build();
    }
}
