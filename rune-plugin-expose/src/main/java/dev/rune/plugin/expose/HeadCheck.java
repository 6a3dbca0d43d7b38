package dev.rune.plugin.expose;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the head of a request to the letter of RFC 9112 before anything else does. Whatever two readers could take for
 * different requests is refused here: line ends that are not CR LF, folded lines, blanks before a colon, a body whose
 * length is told twice or not in digits. For one connection.
 */
final class HeadCheck {
    private static final int MAX_LINE = 8192;

    private final int limit;
    /** How much of the head was seen to hold no end of it. */
    private int seen;

    HeadCheck(int limit) {
        this.limit = limit;
    }

    /** What is known of a head. */
    sealed interface Verdict {
        /** It is not all there. */
        record Incomplete() implements Verdict {}

        /** It is all there and well-formed. */
        record Good() implements Verdict {}

        /** It is refused. */
        record Bad(Refusal refusal) implements Verdict {}
    }

    /** Looks at the head that begins where {@code buffer} is read next, and reads nothing of it but empty lines before. */
    Verdict check(ByteBuf buffer) {
        while (seen == 0 && buffer.readableBytes() >= 2 && buffer.getByte(buffer.readerIndex()) == '\r'
                && buffer.getByte(buffer.readerIndex() + 1) == '\n') {
            buffer.skipBytes(2);
        }
        int start = buffer.readerIndex();
        int end = end(buffer, start);
        int length = (end < 0 ? buffer.writerIndex() : end) - start;
        if (end < 0 && length <= limit) {
            seen = Math.max(0, length - 3);
            return new Verdict.Incomplete();
        }
        boolean oneLine = buffer.indexOf(start, start + Math.min(length, MAX_LINE), (byte) '\n') < 0;
        if (length > limit || oneLine) {
            return new Verdict.Bad(oneLine
                    ? new Refusal(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long")
                    : new Refusal(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the header is too long"));
        }
        seen = 0;
        Optional<Refusal> fault = fault(buffer.toString(start, length, StandardCharsets.ISO_8859_1));
        return fault.<Verdict>map(Verdict.Bad::new).orElseGet(Verdict.Good::new);
    }

    /** Where the head ends, its empty line included; -1 where it does not. A bare LF counts as an end, to be refused. */
    private int end(ByteBuf buffer, int start) {
        int from = start + seen;
        while (true) {
            int line = buffer.indexOf(from, buffer.writerIndex(), (byte) '\n');
            if (line < 0) {
                return -1;
            }
            int next = line + 1;
            if (next < buffer.writerIndex() && buffer.getByte(next) == '\n') {
                return next + 1;
            }
            if (next + 1 < buffer.writerIndex() && buffer.getByte(next) == '\r' && buffer.getByte(next + 1) == '\n') {
                return next + 2;
            }
            from = next;
        }
    }

    private static Optional<Refusal> fault(String head) {
        int end = head.indexOf('\n');
        Optional<Refusal> fault = lineEnd(head, 0, end).or(() -> requestLine(head.substring(0, end - 1)));
        if (fault.isPresent()) {
            return fault;
        }
        Fields fields = new Fields(head.startsWith("HTTP/1.1", end - 9));
        for (int from = end + 1; from < head.length();) {
            int next = head.indexOf('\n', from);
            Optional<Refusal> bad = lineEnd(head, from, next);
            if (bad.isEmpty() && next - 1 > from) {
                bad = fields.add(head, from, next - 1);
            }
            if (bad.isPresent()) {
                return bad;
            }
            from = next + 1;
        }
        return fields.fault();
    }

    private static Optional<Refusal> lineEnd(String head, int from, int end) {
        return end > from && head.charAt(end - 1) == '\r'
                ? Optional.empty()
                : Optional.of(Refusal.malformed("a line does not end in CR LF"));
    }

    private static Optional<Refusal> requestLine(String line) {
        int method = line.indexOf(' ');
        int target = line.indexOf(' ', method + 1);
        if (method <= 0 || target <= method + 1 || !line.startsWith("HTTP/", target + 1)) {
            return Optional.of(Refusal.malformed("the request line is not METHOD TARGET VERSION"));
        }
        Optional<Refusal> fault = fault(line.substring(0, method), line.substring(method + 1, target));
        if (fault.isPresent()) {
            return fault;
        }
        String version = line.substring(target + 6);
        if (version.equals("1.1") || version.equals("1.0")) {
            return Optional.empty();
        }
        return Optional.of(version.matches("[0-9]\\.[0-9]")
                ? new Refusal(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "the version is neither 1.1 nor 1.0")
                : Refusal.malformed("the version is malformed"));
    }

    /** Why a request with this method and target is refused, in whatever version it came. */
    static Optional<Refusal> fault(String method, String target) {
        for (int i = 0; i < method.length(); i++) {
            if (!token(method.charAt(i))) {
                return Optional.of(Refusal.malformed("the method is no token"));
            }
        }
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) <= ' ' || target.charAt(i) >= 0x7f) {
                return Optional.of(Refusal.malformed("the target has characters that must be encoded"));
            }
        }
        return Optional.empty();
    }

    private static boolean token(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /** What the fields say together. */
    private static final class Fields {
        private final boolean current;
        private int hosts;
        private int lengths;
        private int codings;
        private String length = "";
        private String coding = "";

        /** @param current whether the version is HTTP/1.1 */
        Fields(boolean current) {
            this.current = current;
        }

        Optional<Refusal> add(String head, int from, int end) {
            int colon = from;
            while (colon < end && token(head.charAt(colon))) {
                colon++;
            }
            if (colon == from || colon == end || head.charAt(colon) != ':') {
                return Optional.of(Refusal.malformed(head.charAt(from) == ' ' || head.charAt(from) == '\t'
                        ? "a header line is folded"
                        : "the name of a field is no token"));
            }
            for (int i = colon + 1; i < end; i++) {
                char c = head.charAt(i);
                if (c < ' ' && c != '\t' || c == 0x7f) {
                    return Optional.of(Refusal.malformed("a field has control characters"));
                }
            }
            switch (colon - from) {
                case 4 -> hosts += named("host", head, from) ? 1 : 0;
                case 14 -> {
                    if (named("content-length", head, from)) {
                        lengths++;
                        length = head.substring(colon + 1, end).strip();
                    }
                }
                case 17 -> {
                    if (named("transfer-encoding", head, from)) {
                        codings++;
                        coding = head.substring(colon + 1, end).strip().toLowerCase(Locale.ROOT);
                    }
                }
                default -> {
                    // Whatever else it is says nothing about where the request ends.
                }
            }
            return Optional.empty();
        }

        private static boolean named(String name, String head, int from) {
            return head.regionMatches(true, from, name, 0, name.length());
        }

        Optional<Refusal> fault() {
            if (hosts > 1 || current && hosts == 0) {
                return Optional.of(Refusal.malformed("there must be one Host field"));
            }
            if (lengths > 1 || lengths == 1 && !digits(length)) {
                return Optional.of(Refusal.malformed("Content-Length must be there once, in digits"));
            }
            if (codings > 0 && (lengths > 0 || codings > 1 || !current)) {
                return Optional.of(Refusal.malformed("the length of the body is told in two ways"));
            }
            if (codings == 1 && !coding.equals("chunked")) {
                return Optional.of(new Refusal(HttpResponseStatus.NOT_IMPLEMENTED,
                        "the only transfer coding that is understood is chunked"));
            }
            return Optional.empty();
        }

        private static boolean digits(String text) {
            return !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        }
    }
}
