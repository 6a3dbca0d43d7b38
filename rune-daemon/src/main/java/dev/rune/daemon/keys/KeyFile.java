package dev.rune.daemon.keys;

import dev.rune.daemon.auth.PrivateFiles;
import dev.rune.daemon.file.FileFaults;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Keys in a file that only its owner may read, mode 0600. While secrets are being wrapped anew it holds two.
 *
 * @param file the file
 */
record KeyFile(Path file) implements KeySource {
    private static final String HEAD = "# The master key of runed: who has it can read every secret in its backups.\n";

    @Override
    public List<MasterKey> load() {
        return files().read(name()).map(text -> {
            requirePrivate();
            List<MasterKey> keys = MasterKey.parse(text, file.toString());
            if (keys.isEmpty()) {
                throw ProblemException.of(ProblemCode.DAMAGED,
                        file + " holds no master key; put back the one that was in it");
            }
            return keys;
        }).orElse(List.of());
    }

    private void requirePrivate() {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
            if (!PosixFilePermissions.fromString("rw-------").containsAll(mode)) {
                throw ProblemException.of(ProblemCode.FORBIDDEN, file + " can be read or written by others ("
                        + PosixFilePermissions.toString(mode)
                        + "); chmod 600 it, and change the key with 'rune admin rotate-key' if anybody may have");
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    @Override
    public List<MasterKey> renew(List<MasterKey> before) {
        List<MasterKey> keys = new ArrayList<>(before);
        keys.addFirst(MasterKey.random());
        write(keys);
        return List.copyOf(keys);
    }

    @Override
    public void retire(MasterKey current) {
        write(List.of(current));
    }

    private void write(List<MasterKey> keys) {
        files().write(name(), HEAD + String.join("\n", keys.stream().map(MasterKey::encoded).toList()) + "\n");
        // A key that is lost with the machine's power takes every secret with it: the folder, too, must be on the disk.
        try (FileChannel folder = FileChannel.open(directory(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private PrivateFiles files() {
        return new PrivateFiles(directory());
    }

    private Path directory() {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    private String name() {
        return Objects.requireNonNull(file.getFileName()).toString();
    }

    private ProblemException unusable(IOException e) {
        return new ProblemException(
                Problem.of(ProblemCode.UNAVAILABLE, file + " cannot be used: " + FileFaults.reason(e)), e);
    }
}
