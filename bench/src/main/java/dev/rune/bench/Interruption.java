package dev.rune.bench;

/** What clients of a proxy notice of what is done to it. */
final class Interruption {
    private static final int BEFORE = 500;
    private static final int AFTER = 1000;

    private Interruption() {}

    /** Measures while {@code action} is done to the proxy {@code peer} at {@code port}, and until all is well again. */
    static void measure(Samples samples, String what, String peer, int port, Runnable action) {
        try (var visitors = new Visitors("fast.local", port)) {
            visitors.awaitGood(BEFORE);
            action.run();
            visitors.awaitGood(AFTER);
            samples.add("door: " + what + ", connections refused", peer, visitors.refused());
            samples.add("door: " + what + ", requests failed otherwise", peer, visitors.failed());
            samples.add("door: " + what + ", longest wait for an answer, ms", peer, visitors.longestWaitMillis());
            samples.add("door: " + what + ", longest time without any answer, ms", peer,
                    visitors.longestSilenceMillis());
        }
    }
}
