package org.example.folder;

import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.SectionException;
import java.util.Optional;

/** What stands beside {@code type: folder} in a castfile. */
@Doc("The files of a directory of this host.")
record FolderSection(@Doc("The directory, by its absolute path; what is below it comes along.") String source,
        @Doc("A JSON file whose members fill places such as `${name}`. Without it files are taken as they are.") Optional<String> values) {
    FolderSection {
        absolute("source", source);
        values.ifPresent(file -> absolute("values", file));
    }

    private static void absolute(String key, String path) {
        if (!path.startsWith("/")) {
            throw new SectionException(key, "'" + path + "' is no absolute path; write where it is from '/' on");
        }
    }
}
