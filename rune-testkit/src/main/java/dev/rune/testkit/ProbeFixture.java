package dev.rune.testkit;

import dev.rune.kernel.section.Node;
import dev.rune.kernel.spi.probe.ProbeProvider;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;

/** What {@link ProbeContract} must know of a probe to put it to the test. */
public interface ProbeFixture {
    /** The name of the port in {@link #section()}. */
    String PORT = "probed";

    /** The provider under test; the same each time. */
    ProbeProvider provider();

    /** The keys of a section that asks the port named {@value #PORT}. */
    Map<String, Node> section();

    /** Answers on {@code connection} as a healthy instance does, and returns. Called on a thread of its own. */
    void answerWell(Socket connection) throws IOException;

    /**
     * Whether the probe wants an answer. One that does not is content with a connection, whatever the server does with
     * it then.
     */
    boolean wantsAnswer();
}
