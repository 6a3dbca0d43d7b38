package dev.rune.daemon;

import dev.rune.daemon.auth.PrivateFiles;
import dev.rune.daemon.store.DataDirectory;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** The mark of a data directory, by which a daemon knows its own instances among all that run on the machine. */
final class Owner {
    private static final String FILE = "owner";

    private Owner() {}

    /** The mark of {@code directory}; made where there is none yet. */
    static String of(DataDirectory directory) {
        PrivateFiles files = new PrivateFiles(directory.path());
        Optional<String> known = files.read(FILE).map(String::strip);
        if (known.isPresent()) {
            return checked(directory, known.get());
        }
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        String made = HexFormat.of().formatHex(random);
        files.write(FILE, made + "\n");
        return made;
    }

    private static String checked(DataDirectory directory, String mark) {
        if (!mark.matches("[0-9a-f]{16}")) {
            throw ProblemException.of(ProblemCode.DAMAGED, directory.path().resolve(FILE) + " holds '" + mark
                    + "' and not the 16 hexadecimal digits that mark this daemon's instances; put back the file of a backup");
        }
        return mark;
    }
}
