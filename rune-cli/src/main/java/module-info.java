/**
 * The client {@code rune}: it turns commands into requests to {@code runed} and answers into text. It starts in the time of
 * a blink, so it knows neither the kernel nor any library but the one that reads command lines.
 */
module dev.rune.cli {
    requires info.picocli;
    /* The signal that tells of another size of the terminal's window. */
    requires jdk.unsupported;
}
