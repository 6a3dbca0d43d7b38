package dev.rune.daemon.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that commits as fast as it can and says after each commit which one it was, until it is killed. */
final class CommittingProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader acknowledged;

    private CommittingProcess(Process process) {
        this.process = process;
        this.acknowledged = process.inputReader();
    }

    /** @param args the data directory */
    public static void main(String[] args) {
        try (OwnedStore store = OwnedStore.open(Path.of(args[0]))) {
            for (int n = Ledger.last(Ledger.content(store)) + 1;; n++) {
                store.commit(Ledger.commit(n));
                System.out.println(n);
                System.out.flush();
            }
        }
    }

    static CommittingProcess start(Path directory) throws IOException {
        // The module path and the tests' classes as a class path: that is all this program needs.
        String classPath = String.join(":", System.getProperty("jdk.module.path", ""),
                System.getProperty("java.class.path"),
                Path.of("target", "test-classes").toAbsolutePath().toString());
        return new CommittingProcess(new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", "-cp", classPath, CommittingProcess.class.getName(),
                directory.toString())).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** The number of the next acknowledged commit. */
    int next() {
        try {
            String line = acknowledged.readLine();
            if (line == null) {
                throw new AssertionError("the process ended by itself");
            }
            return Integer.parseInt(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Kills it with SIGKILL.
     *
     * @param before the last number known
     * @return the last one that was acknowledged
     */
    int kill(int before) throws InterruptedException {
        // Not by the process itself, which would close the streams with what is still unread in them.
        process.toHandle().destroyForcibly();
        process.waitFor(1, TimeUnit.MINUTES);
        return acknowledged.lines().filter(line -> line.matches("[0-9]+")).mapToInt(Integer::parseInt).max()
                .orElse(before);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
