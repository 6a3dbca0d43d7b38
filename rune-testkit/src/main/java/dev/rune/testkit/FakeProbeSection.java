package dev.rune.testkit;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.spec.PortRef;
import java.util.Optional;

/**
 * What a fake probe asks.
 *
 * @param about the question; a {@link FakeProbe} is told the answers by it
 * @param port  the port it pretends to talk to
 */
@Doc("What a fake probe asks.")
public record FakeProbeSection(@Doc("The question.") @Default("health") String about,
        @Doc("The port it pretends to talk to.") Optional<PortRef> port) {}
