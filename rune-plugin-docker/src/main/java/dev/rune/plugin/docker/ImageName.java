package dev.rune.plugin.docker;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an image as people write it: {@code nginx}, {@code ghcr.io/example/api:1.4.0},
 * {@code localhost:5000/tool@sha256:…}.
 *
 * @param server where it is fetched from; {@code docker.io} where no server is named
 * @param path   the repository there; with {@code library/} before it where the engine would put that
 * @param tag    its tag; {@code latest} where it has neither a tag nor a digest
 * @param digest its digest
 */
record ImageName(String server, String path, Optional<String> tag, Optional<String> digest) {
    static final String HUB = "docker.io";

    private static final String WORD = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern FORM = Pattern.compile("(?:(?<server>[A-Za-z0-9.-]+(?::[0-9]{1,5})?|\\[[0-9a-fA-F:]+]"
            + "(?::[0-9]{1,5})?)/)?(?<path>" + WORD + "(?:/" + WORD
            + ")*)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
            + "(?:@(?<digest>[a-z0-9]+:[0-9a-f]{32,128}))?");

    /**
     * The image named {@code text}, which the engine gets to see in the same form.
     *
     * @throws IllegalArgumentException when it is no name of an image
     */
    static ImageName parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (text.length() > 500 || !matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no image: write a name such as nginx, nginx:1.27 or "
                    + "ghcr.io/example/api:1.4.0; a name is in lower case");
        }
        String first = Optional.ofNullable(matcher.group("server")).orElse("");
        boolean server = first.contains(".") || first.contains(":") || first.equals("localhost");
        if (!first.isEmpty() && !server && !first.matches(WORD)) {
            throw new IllegalArgumentException("'" + text + "' is no image: '" + first
                    + "' is neither a server, which has a dot or a port, nor a name in lower case");
        }
        String path = server || first.isEmpty() ? matcher.group("path") : first + "/" + matcher.group("path");
        String where = server && !first.equals("index.docker.io") ? first : HUB;
        Optional<String> digest = Optional.ofNullable(matcher.group("digest"));
        Optional<String> tag = Optional.ofNullable(matcher.group("tag"))
                .or(() -> digest.isPresent() ? Optional.empty() : Optional.of("latest"));
        return new ImageName(where, where.equals(HUB) && path.indexOf('/') < 0 ? "library/" + path : path, tag, digest);
    }

    /** Server and path: what credentials are chosen by. */
    String repository() {
        return server + "/" + path;
    }

    /** The digest, else the tag: what the engine asks the registry for. */
    String version() {
        return digest.or(() -> tag).orElseThrow();
    }

    @Override
    public String toString() {
        return repository() + tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
    }
}
