package org.example.jsonhealth;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.SectionException;
import dev.rune.kernel.spec.PortRef;

/** What stands beside {@code type: json-health} in a castfile. */
@Doc("Asks by HTTP and wants a member of the JSON object in the answer to have a certain value.")
record JsonHealthSection(@Doc("The name or number of a port of the service.") PortRef port,
        @Doc("What is asked for.") @Default("/health") String path,
        @Doc("The member, outermost in the answer.") @Default("status") String member,
        @Doc("What it must say.") @Default("UP") String wanted) {
    JsonHealthSection {
        if (!path.matches("/[!-~]*")) {
            throw new SectionException("path",
                    "'" + path + "' is no path: it begins with '/' and has no blanks, such as /health");
        }
    }
}
