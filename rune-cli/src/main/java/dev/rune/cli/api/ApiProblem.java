package dev.rune.cli.api;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import java.util.List;

/** What the daemon refused or could not do. */
public final class ApiProblem extends Failure {
    private static final long serialVersionUID = 1;

    private final transient Json problem;
    private final int status;

    ApiProblem(int status, Json problem) {
        super(exitCode(status), detail(status, problem), hint(status));
        this.status = status;
        this.problem = problem;
    }

    /** A problem that came in a message of its own. */
    public static ApiProblem of(Json problem) {
        return new ApiProblem((int) problem.number("status", 500), problem);
    }

    private static int exitCode(int status) {
        return switch (status) {
            case 400 -> ExitCode.USAGE;
            case 401, 403 -> ExitCode.FORBIDDEN;
            case 404 -> ExitCode.NOT_FOUND;
            case 409 -> ExitCode.CONFLICT;
            case 422 -> ExitCode.INVALID;
            case 504 -> ExitCode.TIMEOUT;
            default -> ExitCode.FAILURE;
        };
    }

    private static String detail(int status, Json problem) {
        String detail = problem.text("detail");
        return !detail.isEmpty()
                ? detail
                : problem.present() ? problem.text("title") : "runed answered with status " + status;
    }

    private static String hint(int status) {
        return status == 401 ? "Log in with 'rune login', or see what is used with 'rune config view'." : "";
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The faults of a castfile; empty for other problems. */
    public List<Json> findings() {
        return problem.items("findings");
    }
}
