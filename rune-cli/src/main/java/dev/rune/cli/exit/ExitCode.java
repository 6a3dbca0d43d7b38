package dev.rune.cli.exit;

/** What {@code rune} ends with, as promised to scripts. */
public final class ExitCode {
    /** Done. */
    public static final int OK = 0;
    /** Failed for a reason that has no number of its own. */
    public static final int FAILURE = 1;
    /** The command line cannot be understood. */
    public static final int USAGE = 2;
    /** Not allowed. */
    public static final int FORBIDDEN = 3;
    /** Something named does not exist. */
    public static final int NOT_FOUND = 4;
    /** It does not fit what is there already, or something newer overtook it. */
    public static final int CONFLICT = 5;
    /** The file is invalid. */
    public static final int INVALID = 6;
    /** Not done in time; it goes on. */
    public static final int TIMEOUT = 7;
    /** The rollout failed. */
    public static final int ROLLOUT_FAILED = 8;
    /** The daemon does not answer. */
    public static final int UNREACHABLE = 9;
    /** A command run by {@code exec} took longer than it was given, as with {@code timeout(1)}. */
    public static final int EXEC_TIMEOUT = 124;
    /** Ended by Ctrl-C. */
    public static final int INTERRUPTED = 130;
    /** Nobody reads our output any more: what a shell shows for a program that died of SIGPIPE. */
    public static final int BROKEN_PIPE = 141;

    private ExitCode() {}
}
