package dev.rune.plugin.expose;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.Finding;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Range;
import dev.rune.kernel.section.Rest;
import dev.rune.kernel.section.SectionException;
import dev.rune.kernel.section.SectionType;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the runefile says that concerns exposure.
 *
 * @param ingress the front door
 * @param others  what concerns others
 */
record IngressSettings(Ingress ingress, @Rest Mapping others) {
    private static final SectionType<IngressSettings> TYPE = SectionType.of(MethodHandles.lookup(),
            IngressSettings.class);

    /**
     * A certificate with its key: two files, or a secret.
     *
     * @param certFile the chain, PEM
     * @param keyFile  the private key, PEM, PKCS #8
     * @param secret   the secret with the keys {@code tls.crt} and {@code tls.key}
     */
    record Tls(@Doc("The certificate chain, PEM.") Optional<String> certFile,
            @Doc("The private key, PEM (PKCS #8).") Optional<String> keyFile,
            @Doc("In place of the files: a secret with the keys `tls.crt` and `tls.key`, as `NAME` or `NAMESPACE/NAME`.") Optional<String> secret) {
        Tls {
            if (secret.isPresent() && (certFile.isPresent() || keyFile.isPresent())) {
                throw new SectionException("secret", "the certificate is in two files, or in a secret; not in both");
            }
            if (secret.isEmpty() && (certFile.isEmpty() || keyFile.isEmpty())) {
                throw new SectionException("", "the certificate is in two files, certFile and keyFile, or in a secret");
            }
        }
    }

    /**
     * The front door.
     *
     * @param httpAddr          where it listens
     * @param httpsAddr         where it listens with TLS, where there is a certificate
     * @param tls               the certificate
     * @param redirect          whether, where there is a certificate, requests without TLS are sent there
     * @param maxHeaderBytes    how long the head of a request may be
     * @param maxBodyBytes      how long the body of a request may be
     * @param waitSeconds       how long a request waits while no instance is ready
     * @param headSeconds       how long the head of a request may take
     * @param bodySeconds       how long a body may pause
     * @param idleSeconds       how long a connection may be idle between requests
     * @param responseSeconds   how long an instance may take to answer, or pause in its answer
     * @param trustForwarded    whether what requests say of where they come from is believed
     * @param endSeconds        how long requests may go on when the daemon ends
     * @param accessLog         whether each request is logged
     */
    @Doc("The front door.")
    record Ingress(
            @Doc("Where services with a host are reached, as `HOST:PORT`; ports of services without one are opened at the same host.") @Default(":8080") ListenAddress httpAddr,
            @Doc("Where they are reached with TLS, where `tls` is set.") @Default(":8443") ListenAddress httpsAddr,
            @Doc("The certificate; read again when it changes.") Optional<Tls> tls,
            @Doc("Whether requests without TLS are redirected to `httpsAddr`, where `tls` is set.") @Default("true") boolean redirect,
            @Doc("How many bytes the head of a request may have.") @Default("32768") @Range(min = 1024, max = 1048576) int maxHeaderBytes,
            @Doc("How many bytes the body of a request may have.") @Default("1073741824") @Range(min = 0) long maxBodyBytes,
            @Doc("How many seconds a request waits while no instance is ready.") @Default("10") @Range(min = 0, max = 600) int waitSeconds,
            @Doc("How many seconds the head of a request may take to arrive.") @Default("10") @Range(min = 1, max = 600) int headSeconds,
            @Doc("How many seconds a body may pause.") @Default("30") @Range(min = 1, max = 3600) int bodySeconds,
            @Doc("How many seconds a connection may be idle between requests.") @Default("60") @Range(min = 1, max = 3600) int idleSeconds,
            @Doc("How many seconds an instance may take to answer, or pause in its answer.") @Default("60") @Range(min = 1, max = 86400) int responseSeconds,
            @Doc("Whether `Forwarded` and `X-Forwarded-*` of requests are believed: only behind another proxy.") @Default("false") boolean trustForwarded,
            @Doc("How many seconds requests under way may take to end when runed ends or is restarted; new ones wait meanwhile.") @Default("5") @Range(min = 0, max = 8) int endSeconds,
            @Doc("Whether each request is logged.") @Default("false") boolean accessLog) {
        Duration patience() {
            return Duration.ofSeconds(waitSeconds);
        }
    }

    /**
     * The settings in {@code runefile}.
     *
     * @throws dev.rune.kernel.problem.ProblemException with every fault
     */
    static Ingress of(Mapping runefile) {
        List<Finding> findings = new ArrayList<>();
        Optional<IngressSettings> settings = TYPE.bind(runefile, "", findings::add);
        if (!findings.isEmpty()) {
            throw new Problem(ProblemCode.INVALID,
                    "the runefile is not understood: " + findings.getFirst(), findings).toException();
        }
        return settings.orElseThrow().ingress();
    }
}
