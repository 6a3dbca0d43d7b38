package dev.rune.plugin.probe.http;

import dev.rune.kernel.section.AnyScalar;
import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.SectionException;
import dev.rune.kernel.spec.PortRef;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an {@code http} probe asks.
 *
 * @param path    the request's target
 * @param port    the port to connect to
 * @param scheme  whether TLS is spoken
 * @param headers headers beyond the probe's own
 */
@Doc("Sends a GET request; a status from 200 to 399 is healthy. Redirects are not followed.")
record HttpSection(@Doc("The path, with a query where one is wanted.") @Default("/") String path,
        @Doc("The name or number of a port of the service.") PortRef port,
        @Doc("`https` speaks TLS and trusts every certificate: an instance is asked by address, and whether it lives does not "
                + "depend on who signed for it.") @Default("http") Scheme scheme,
        @Doc("Headers of the request; `Host` may be among them.") @AnyScalar Map<String, String> headers) {
    /** How the server is spoken to. */
    enum Scheme {
        /** In the clear. */
        HTTP,
        /** By TLS, with whatever certificate the server has. */
        HTTPS
    }

    /** So much fits into the buffers of any connection, so that sending a request never blocks. */
    private static final int LONGEST_REQUEST = 16 * 1024;
    private static final Pattern PATH = Pattern.compile("/[\\x21-\\x7e]*");
    private static final Pattern HEADER_NAME = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");
    private static final Set<String> OWN_HEADERS = Set.of("connection", "content-length", "transfer-encoding");

    HttpSection {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        if (!PATH.matcher(path).matches()) {
            throw new SectionException("path",
                    "'" + path + "' is no path: it begins with '/' and has printable ASCII only; "
                            + "write blanks and others percent-encoded");
        }
        int length = path.length();
        for (Map.Entry<String, String> header : headers.entrySet()) {
            check(header.getKey(), header.getValue());
            length += header.getKey().length() + header.getValue().length() + 4;
        }
        if (length > LONGEST_REQUEST) {
            throw new SectionException("headers", "path and headers have " + length + " bytes together, at most "
                    + LONGEST_REQUEST + " are allowed");
        }
    }

    private static void check(String name, String value) {
        if (!HEADER_NAME.matcher(name).matches()) {
            throw new SectionException("headers", "'" + name + "' is no name of a header");
        }
        if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new SectionException("headers", "the header '" + name + "' is the probe's own");
        }
        if (!HEADER_VALUE.matcher(value).matches()) {
            throw new SectionException("headers", "the value of header '" + name + "' may have printable ASCII only");
        }
    }
}
