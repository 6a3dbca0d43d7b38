package dev.rune.kernel.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How large a secret or configmap may be. Status: evolving since 0.1.
 *
 * @param keys        keys of one object
 * @param valueBytes  bytes of one value
 * @param objectBytes bytes of all values and keys of one object
 */
public record ContentLimits(int keys, long valueBytes, long objectBytes) {
    /** 64 keys, 64 KiB a value, 1 MiB an object. */
    public static final ContentLimits STANDARD = new ContentLimits(64, 64 << 10, 1 << 20);

    private static final Pattern KEY = Pattern.compile("[-._A-Za-z0-9]{1,253}");

    public ContentLimits {
        if (keys < 1 || valueBytes < 1 || objectBytes < 1) {
            throw new IllegalArgumentException("a limit is at least 1: " + keys + ", " + valueBytes + ", "
                    + objectBytes);
        }
    }

    /** What is wrong with {@code data}, one sentence each that names keys and numbers and no value; empty where nothing is. */
    public List<String> faults(Map<String, OpaqueBytes> data) {
        List<String> faults = new ArrayList<>();
        if (data.size() > keys) {
            faults.add("it has " + data.size() + " keys; at most " + keys + " are allowed");
        }
        long sum = 0;
        for (Map.Entry<String, OpaqueBytes> entry : data.entrySet()) {
            String key = entry.getKey();
            if (!KEY.matcher(key).matches() || key.equals(".") || key.equals("..")) {
                faults.add("'" + (key.length() > 80 ? key.substring(0, 77) + "..." : key)
                        + "' is no key: a key has 1 to 253 letters, digits, '-', '_' or '.', and is not '.' or '..'");
            }
            if (entry.getValue().size() > valueBytes) {
                faults.add("the value of '" + key + "' has " + entry.getValue().size() + " bytes; at most " + valueBytes
                        + " are allowed");
            }
            sum += key.length() + (long) entry.getValue().size();
        }
        if (sum > objectBytes) {
            faults.add("it has " + sum + " bytes; at most " + objectBytes + " are allowed");
        }
        return faults;
    }
}
