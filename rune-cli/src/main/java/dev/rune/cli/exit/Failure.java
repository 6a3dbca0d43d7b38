package dev.rune.cli.exit;

/** Ends a command with an exit code and words for the person who typed it. */
public class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;
    private final String hint;

    /**
     * A failure.
     *
     * @param code    what to end with, of {@link ExitCode}
     * @param message what went wrong; empty where everything has been said
     * @param hint    what to do about it; may be empty and have several lines
     */
    public Failure(int code, String message, String hint) {
        super(message, null, false, false);
        this.code = code;
        this.hint = hint;
    }

    /** A failure that has no remedy to offer. */
    public Failure(int code, String message) {
        this(code, message, "");
    }

    /** A command line that cannot be understood. */
    public static Failure usage(String message) {
        return new Failure(ExitCode.USAGE, message);
    }

    /** What the program ends with. */
    public int code() {
        return code;
    }

    /** What to do about it; may be empty. */
    public String hint() {
        return hint;
    }
}
