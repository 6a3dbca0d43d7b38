package dev.rune.testkit;

import dev.rune.kernel.spi.runner.ObservedInstance;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.spi.runner.RunnerProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What {@link RunnerContract} must know of a runner to put it to the test. One is made for each rule. */
public interface RunnerFixture extends AutoCloseable {
    /** The provider under test; the same each time. */
    RunnerProvider provider();

    /** The runner's section, an instance of the record of its provider's schema, for an instance that behaves so. */
    Record section(Behaviour behaviour);

    /**
     * The command that behaves so, to be executed beside an instance of {@link #section}; steps that concern signals,
     * ports and detached processes are not asked for.
     */
    default List<String> command(Behaviour.Program program) {
        return List.of("/bin/sh", "-c", ShellScript.of(program));
    }

    /**
     * Every process on this host, found without the runner's help, that has the variable {@value RunnerBench#MARK} with
     * the value {@code mark} in its environment: the instance's processes and all that came of them. Each as text for a
     * message.
     */
    default List<String> living(String mark) {
        byte[] wanted = (RunnerBench.MARK + "=" + mark + "\0").getBytes(StandardCharsets.UTF_8);
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    if (contains(Files.readAllBytes(process.resolve("environ")), wanted)) {
                        found.add("pid " + process.getFileName() + " "
                                + Files.readString(process.resolve("cmdline")).replace('\0', ' '));
                    }
                } catch (IOException _) {
                    // It ended while we looked, or belongs to somebody else and then it is not what we look for.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** Ends the main process of {@code instance} by SIGKILL from outside, without the runner's help. */
    default void kill(ObservedInstance instance) {
        ProcessHandle.of(instance.pid().orElseThrow()).orElseThrow().destroyForcibly();
    }

    /**
     * Lets go of {@code runner} as the sudden end of its daemon would: without {@link Runner#close()}, so that another
     * runner can be made on its state directory. Does nothing where nothing stands in the way.
     */
    default void abandon(Runner runner) {}

    /** How long a rule waits for something that should happen soon, before it says that it did not. */
    default Duration patience() {
        return Duration.ofSeconds(20);
    }

    /** Lets go of everything; instances that are still there are ended if the fixture can find them. */
    @Override
    default void close() {}

    private static boolean contains(byte[] text, byte[] wanted) {
        for (int at = 0; at + wanted.length <= text.length; at++) {
            if ((at == 0 || text[at - 1] == 0)
                    && Arrays.equals(text, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }
}
