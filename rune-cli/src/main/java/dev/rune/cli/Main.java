package dev.rune.cli;

/** The entry point of {@code rune}. */
public final class Main {
    private Main() {}

    /**
     * Runs {@code rune}.
     *
     * @param args the words of the command line
     */
    public static void main(String[] args) {
        System.out.println("rune 0.1.0-SNAPSHOT");
    }
}
