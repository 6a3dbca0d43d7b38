/**
 * The client {@code rune}: it turns commands into requests to {@code runed} and answers into text.
 */
module dev.rune.cli {
    requires info.picocli;
    requires tools.jackson.core;
    requires tools.jackson.databind;
}
