package dev.rune.daemon.keys;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keys that a command prints, such as one that asks a key server.
 *
 * @param command a line for {@code /bin/sh}
 */
record KeyCommand(String command) implements KeySource {
    private static final int PATIENCE_SECONDS = 30;
    private static final int LIMIT = 64 << 10;

    @Override
    public List<MasterKey> load() {
        List<MasterKey> keys = MasterKey.parse(output(), "what the command of the master key prints");
        if (keys.isEmpty()) {
            throw failed("printed nothing");
        }
        return keys;
    }

    private String output() {
        try {
            Process process = new ProcessBuilder("/bin/sh", "-c", command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            try (InputStream out = process.getInputStream()) {
                // What it prints ends with its tree, so a command that never ends does not hold this up for ever.
                var _ = process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).exceptionally(late -> {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    return process.destroyForcibly();
                });
                String text = new String(out.readNBytes(LIMIT), StandardCharsets.US_ASCII);
                int code = process.waitFor();
                if (code != 0) {
                    throw failed("ended with " + code);
                }
                return text;
            }
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(ProblemCode.UNAVAILABLE, "the command of the master key cannot be run: " + e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted");
        }
    }

    @Override
    public List<MasterKey> renew(List<MasterKey> before) {
        List<MasterKey> keys = new ArrayList<>(load());
        if (before.stream().anyMatch(key -> key.id().equals(keys.getFirst().id()))) {
            throw ProblemException.of(ProblemCode.CONFLICT,
                    "the command of the master key still prints the current key first; make it print a new one");
        }
        before.stream().filter(old -> keys.stream().noneMatch(key -> key.id().equals(old.id()))).forEach(keys::add);
        return List.copyOf(keys);
    }

    @Override
    public void retire(MasterKey current) {
        // What the command prints is not ours.
    }

    private ProblemException failed(String how) {
        return ProblemException.of(ProblemCode.UNAVAILABLE, "the command of the master key, '" + command + "', " + how
                + "; it must print the key in Base64");
    }
}
