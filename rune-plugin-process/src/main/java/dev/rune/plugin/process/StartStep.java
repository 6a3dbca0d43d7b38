package dev.rune.plugin.process;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The steps of a start, in the order of {@code shim.h}, and what to tell a person when one fails. */
enum StartStep {
    NONE("nothing"), REQUEST("the start request was not understood"), FOLDER("its run folder cannot be made"), PROCESS(
            "no process can be made"), CGROUP("it cannot join its control group"), LIMITS(
                    "its limits cannot be set"), MOUNTS(
                            "a directory cannot be mounted at its mountPath"), READ_ONLY(
                                    "its view of the file systems cannot be made read-only"), CAPABILITIES(
                                            "its capabilities cannot be set"), GROUP(
                                                    "it cannot take on its group"), USER(
                                                            "it cannot take on its user"), SECCOMP(
                                                                    "its system calls cannot be filtered"), WORKDIR(
                                                                            "it cannot start in its workdir"), PROGRAM(
                                                                                    "it cannot be executed");

    private static final int ENOENT = 2;
    private static final int E2BIG = 7;
    private static final int ENOEXEC = 8;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;

    private final String failure;

    StartStep(String failure) {
        this.failure = failure;
    }

    /** What failed, for a person. */
    ProblemException problem(int error, ProcessSection section, String path) {
        String reason = switch (this) {
            case PROGRAM -> program(error, section.command(), path);
            case WORKDIR -> workdir(error, section.workdir());
            default -> "'" + section.command() + "' was not started: " + failure + ": " + Libc.strerror(error);
        };
        boolean ofTheHost = this == FOLDER || this == PROCESS || this == CGROUP || this == REQUEST;
        return ProblemException.of(ofTheHost ? ProblemCode.UNAVAILABLE : ProblemCode.START_FAILED, reason);
    }

    private static String program(int error, String command, String path) {
        return switch (error) {
            case ENOENT, ENOTDIR -> missing(command, path);
            case EACCES -> "'" + command
                    + "' is not executable by the service's user: check its mode, and those of the folders it lies in";
            case ENOEXEC -> "'" + command + "' is neither a program for this machine nor a script that begins with #!";
            case E2BIG -> "'" + command + "' was given more arguments and variables than the system takes";
            default -> "'" + command + "' cannot be executed: " + Libc.strerror(error);
        };
    }

    private static String missing(String command, String path) {
        if (!command.startsWith("/")) {
            return "no program '" + command + "' on the service's PATH (" + path + "): install it, or write its path";
        }
        return Files.exists(Path.of(command), LinkOption.NOFOLLOW_LINKS)
                ? "'" + command + "' needs an interpreter or loader that does not exist: check its first line"
                : "no such program: '" + command + "'";
    }

    private static String workdir(int error, String workdir) {
        return switch (error) {
            case ENOENT -> "workdir '" + workdir + "' does not exist: make it, or name another";
            case ENOTDIR -> "workdir '" + workdir + "' is no folder: name another";
            case EACCES ->
                "workdir '" + workdir + "' may not be entered by the service's user: change its mode or owner";
            default -> "workdir '" + workdir + "' cannot be entered: " + Libc.strerror(error);
        };
    }
}
