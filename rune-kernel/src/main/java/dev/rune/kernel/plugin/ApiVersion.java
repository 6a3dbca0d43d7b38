package dev.rune.kernel.plugin;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A version of the SPI. A plugin made for another major version, or for a newer minor one, is not loaded.
 *
 * @param major grows when plugins must be changed
 * @param minor grows when plugins may use something new
 */
record ApiVersion(int major, int minor) {
    /** What this kernel offers. */
    static final ApiVersion CURRENT = new ApiVersion(0, 1);

    private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})");

    /** The version written as {@code text}, such as {@code 0.1}; empty where it is none. */
    static Optional<ApiVersion> parse(String text) {
        var form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new ApiVersion(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2))))
                : Optional.empty();
    }

    /** Whether a plugin made for {@code wanted} works with this version. */
    boolean serves(ApiVersion wanted) {
        return wanted.major == major && wanted.minor <= minor;
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
