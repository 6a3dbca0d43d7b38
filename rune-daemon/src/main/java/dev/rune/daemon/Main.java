package dev.rune.daemon;

/** The entry point of {@code runed}. */
public final class Main {
    private Main() {}

    /**
     * Runs {@code runed}.
     *
     * @param args the words of the command line
     */
    public static void main(String[] args) {
        System.out.println("runed 0.1.0-SNAPSHOT");
    }
}
