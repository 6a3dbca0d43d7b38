package dev.rune.kernel.spec;

import dev.rune.kernel.section.SectionException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What keeps a mount from leaving the directory it belongs in. Pure. */
final class MountPaths {
    private static final int LONGEST = 1024;

    private MountPaths() {}

    /** Refuses a {@code mountPath} that is no absolute path of a directory below the root. */
    static void requireDirectory(String path) {
        if (!path.startsWith("/") || path.length() > LONGEST || path.chars().anyMatch(Character::isISOControl)
                || parts(path.substring(1)).stream().anyMatch(MountPaths::strays)) {
            throw new SectionException("mountPath", "'" + path.replaceAll("\\p{Cntrl}", " ")
                    + "' is no place to mount: write an absolute path below /, without '.', '..', '//' or control characters, such as /etc/secrets/db");
        }
    }

    /** Refuses a file's path that is not below the mount. */
    static void requireBelow(String path) {
        if (path.isEmpty() || path.length() > LONGEST || path.indexOf('\0') >= 0
                || parts(path).stream().anyMatch(MountPaths::strays)) {
            throw new SectionException("path", "'" + path.replace('\0', ' ')
                    + "' is no path of a file in the mount: write a relative path without '.', '..', '//' or NUL");
        }
    }

    /** Refuses two items for one file, and a file that another one is below. */
    static void requireDistinct(List<MountItem> items) {
        Set<String> seen = new TreeSet<>();
        for (MountItem item : items) {
            if (!seen.add(item.path())) {
                throw new SectionException("items", "two items have the path '" + item.path() + "'");
            }
        }
        for (String path : seen) {
            for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
                if (seen.contains(path.substring(0, slash))) {
                    throw new SectionException("items",
                            "'" + path.substring(0, slash) + "' cannot be a file: '" + path + "' is below it");
                }
            }
        }
    }

    private static List<String> parts(String path) {
        return Arrays.asList(path.split("/", -1));
    }

    private static boolean strays(String part) {
        return part.isEmpty() || part.equals(".") || part.equals("..");
    }
}
