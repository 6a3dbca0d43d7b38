package dev.rune.daemon.plugin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds the symbolic links of a zip. The JDK's reader does not tell what an entry was on the file system it was packed
 * from: that stands in the archive's directory, in the upper half of the external attributes.
 */
final class ZipLinks {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int TYPE = 0xf000;
    private static final int LINK = 0xa000;

    private ZipLinks() {}

    /** The names of the links in {@code zip}; none where this is no zip, which its reader will say. */
    static Set<String> in(Path zip) throws IOException {
        try (FileChannel file = FileChannel.open(zip)) {
            ByteBuffer tail = read(file, Math.max(0, file.size() - END_BYTES - LONGEST_COMMENT), file.size());
            for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
                if (tail.getInt(at) == END) {
                    long length = Integer.toUnsignedLong(tail.getInt(at + 12));
                    long end = file.size() - tail.limit() + at;
                    return links(read(file, Math.max(0, end - length), end));
                }
            }
            return Set.of();
        }
    }

    private static Set<String> links(ByteBuffer directory) {
        Set<String> links = new HashSet<>();
        int at = 0;
        while (at + ENTRY_BYTES <= directory.limit() && directory.getInt(at) == ENTRY) {
            int name = Short.toUnsignedInt(directory.getShort(at + 28));
            int rest = Short.toUnsignedInt(directory.getShort(at + 30))
                    + Short.toUnsignedInt(directory.getShort(at + 32));
            if (at + ENTRY_BYTES + name <= directory.limit()
                    && (directory.getInt(at + 38) >>> 16 & TYPE) == LINK) {
                links.add(StandardCharsets.UTF_8.decode(directory.slice(at + ENTRY_BYTES, name)).toString());
            }
            at += ENTRY_BYTES + name + rest;
        }
        return links;
    }

    private static ByteBuffer read(FileChannel file, long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(Math.min(to - from, PluginFiles.MOST_BYTES)))
                .order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) >= 0) {
            // Goes on until it is there.
        }
        return bytes.flip();
    }
}
