package dev.rune.plugin.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an engine's answer means: whose fault it is, in a sentence. The engine has no codes beyond those of HTTP, so its
 * words have to be read.
 */
final class Faults {
    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;
    private static final Pattern MESSAGE = Pattern.compile("\"message\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final List<String> NO_SPACE = List.of("no space left on device", "disk quota exceeded");
    private static final List<String> PORT = List.of("port is already allocated", "address already in use");
    private static final List<String> NOT_AUTHORISED = List.of("unauthorized", "no basic auth credentials",
            "authentication required", "access denied", "denied:", "incorrect username or password");
    private static final List<String> NOT_FOUND = List.of("manifest unknown", "name unknown", "not found",
            "does not exist", "no such image");
    private static final List<String> ITS_OWN = List.of("executable file not found", "no such file or directory",
            "permission denied", "not a directory", "is a directory", "exec format error", "unable to find user",
            "unable to find group", "invalid argument", "bind source path does not exist", "exec user process");

    private Faults() {}

    /** The problem that {@code failure}, met while doing {@code what}, stands for. */
    static ProblemException of(EngineAddress engine, String what, RuntimeException failure) {
        Problem problem = switch (failure) {
            case EngineGoneException gone -> gone(engine, String.valueOf(gone.getMessage()));
            case DockerException refused -> refused(what, refused.getHttpStatus(), said(refused));
            default -> Problem.of(ProblemCode.PLUGIN_FAILED, what + " failed: " + failure);
        };
        return new ProblemException(problem, failure);
    }

    /** The engine does not answer. */
    static Problem gone(EngineAddress engine, String why) {
        return Problem.of(ProblemCode.UNAVAILABLE, "the Docker engine at " + engine + " does not answer: " + why);
    }

    /** The engine refused {@code what} with an HTTP status and a sentence. */
    static Problem refused(String what, int status, String sentence) {
        String said = sentence.toLowerCase(Locale.ROOT);
        if (contains(said, NO_SPACE)) {
            return Problem.of(ProblemCode.UNAVAILABLE, what + " failed: the engine has no space left: " + sentence);
        }
        if (contains(said, PORT)) {
            return Problem.of(ProblemCode.UNAVAILABLE, what + " failed: a port is taken: " + sentence);
        }
        boolean own = status >= CLIENT_ERROR && status < SERVER_ERROR || contains(said, ITS_OWN);
        return Problem.of(own ? ProblemCode.START_FAILED : ProblemCode.UNAVAILABLE, what + " failed: " + sentence);
    }

    /** The engine could not fetch {@code image}, for the account of {@code who}. */
    static Problem notPulled(String image, String who, String sentence) {
        String said = sentence.toLowerCase(Locale.ROOT);
        if (contains(said, NO_SPACE)) {
            return Problem.of(ProblemCode.UNAVAILABLE,
                    "image '" + image + "' cannot be stored: the engine has no space left: " + sentence);
        }
        if (contains(said, NOT_AUTHORISED)) {
            return Problem.of(ProblemCode.START_FAILED,
                    "not authorised to pull image '" + image + "' " + who + ": " + sentence);
        }
        if (contains(said, NOT_FOUND)) {
            return Problem.of(ProblemCode.START_FAILED, "image '" + image + "' not found: " + sentence);
        }
        return Problem.of(ProblemCode.UNAVAILABLE, "image '" + image + "' cannot be pulled now: " + sentence);
    }

    /** The sentence in which the engine refuses. */
    static String said(DockerException refused) {
        return text(String.valueOf(refused.getMessage()));
    }

    /** The sentence in the body of an answer that refuses. */
    static String text(String body) {
        Matcher message = MESSAGE.matcher(body);
        return (message.find() ? message.group(1).replace("\\\"", "\"").replace("\\n", " ") : body).strip();
    }

    private static boolean contains(String said, List<String> words) {
        return words.stream().anyMatch(said::contains);
    }
}
