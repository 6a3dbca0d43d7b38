package @package@;

import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.SectionException;

/** What stands beside {@code type: @name@} in a castfile: fields, their types, their defaults and what they mean. */
@Doc("The files of a directory of this host.")
record @Name@Section(@Doc("The directory, by its absolute path; what is below it comes along.") String source) {
    @Name@Section {
        if (!source.startsWith("/")) {
            throw new SectionException("source", "'" + source + "' is no absolute path; write where it is from '/' on");
        }
    }
}
