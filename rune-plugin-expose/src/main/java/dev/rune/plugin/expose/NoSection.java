package dev.rune.plugin.expose;

import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.SectionType;
import java.lang.invoke.MethodHandles;

/** What castfiles say to an exposure beyond what the kernel understands: nothing. */
@Doc("Nothing.")
record NoSection() {
    static final SectionType<NoSection> TYPE = SectionType.of(MethodHandles.lookup(), NoSection.class);
}
