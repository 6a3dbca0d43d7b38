package dev.rune.kernel.reconcile;

import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.SectionException;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spi.probe.Verdict;
import dev.rune.kernel.spi.runner.ExecRequest;
import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.Runner;
import dev.rune.kernel.status.Exit;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The probe type that runs a command beside the instance. It is the kernel's own, since every runner can do it alike. */
public final class ExecProbe {
    /** Its type word. */
    public static final String TYPE = "exec";
    /** Its schema. */
    public static final SectionType<Section> SECTION = SectionType.of(MethodHandles.lookup(), Section.class);

    private static final int SHOWN_OUTPUT = 200;

    /**
     * The section of an exec probe.
     *
     * @param command the program and its arguments
     */
    @Doc("Success is exit code 0 of a command run beside the instance.")
    public record Section(@Doc("The program and its arguments.") List<String> command) {
        public Section {
            if (command.isEmpty()) {
                throw new SectionException("command",
                        "an exec probe needs a command, such as [\"/bin/check\", \"--quick\"]");
            }
        }
    }

    private ExecProbe() {}

    static Verdict attempt(Runner runner, InstanceId id, Section section, Duration timeout) {
        ExecRequest request = new ExecRequest(section.command(), Map.of(), Optional.empty(), Optional.empty());
        try (ExecSession session = runner.exec(id, request)) {
            session.stdin().close();
            CompletableFuture<String> output = read(session);
            CompletableFuture<Exit> end = new CompletableFuture<>();
            Thread.startVirtualThread(() -> await(session, end));
            Exit exit = end.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return exit.success()
                    ? new Verdict.Healthy("exit code 0")
                    : new Verdict.Unhealthy(exit + said(output));
        } catch (TimeoutException late) {
            return new Verdict.Unhealthy("no end within " + timeout.toSeconds() + " s");
        } catch (IOException | ExecutionException unexpected) {
            return new Verdict.Inconclusive(String.valueOf(unexpected.getMessage()));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return new Verdict.Inconclusive("interrupted");
        }
    }

    private static void await(ExecSession session, CompletableFuture<Exit> end) {
        try {
            end.complete(session.waitFor());
        } catch (InterruptedException | RuntimeException failure) {
            end.completeExceptionally(failure);
        }
    }

    private static CompletableFuture<String> read(ExecSession session) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                text.complete(new String(session.stdout().readNBytes(SHOWN_OUTPUT), StandardCharsets.UTF_8));
                session.stdout().transferTo(OutputStream.nullOutputStream());
            } catch (IOException closed) {
                text.complete("");
            }
        });
        Thread.startVirtualThread(() -> {
            try {
                session.stderr().transferTo(OutputStream.nullOutputStream());
            } catch (IOException closed) {
                // The session is over; there is nothing to drain.
            }
        });
        return text;
    }

    private static String said(CompletableFuture<String> output) {
        String line = output.getNow("").strip().lines().findFirst().orElse("");
        return line.isEmpty() ? "" : ": " + line;
    }
}
