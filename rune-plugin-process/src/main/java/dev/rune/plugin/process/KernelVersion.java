package dev.rune.plugin.process;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of the running kernel. */
record KernelVersion(int major, int minor) {
    private static final Pattern FORM = Pattern.compile("([0-9]+)\\.([0-9]+).*");

    static KernelVersion own() {
        Matcher found = FORM.matcher(System.getProperty("os.version"));
        return found.matches()
                ? new KernelVersion(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)))
                : new KernelVersion(0, 0);
    }

    boolean atLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }
}
