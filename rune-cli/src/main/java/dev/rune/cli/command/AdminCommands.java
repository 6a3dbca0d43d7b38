package dev.rune.cli.command;

import dev.rune.cli.api.Unreachable;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.json.Json;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune admin}. */
final class AdminCommands implements Word {
    @Override
    public CommandSpec spec() {
        return Options
                .command(null, "admin",
                        "Back up what runed has stored, change its master key, restart it, or shut it down.")
                .addSubcommand("backup", new Backup().spec()).addSubcommand("restart", new Restart().spec())
                .addSubcommand("shutdown", new Shutdown().spec())
                .addSubcommand("rotate-key", new RotateKey().spec());
    }

    /** {@code rune admin backup}. */
    private static final class Backup implements Command {
        @Override
        public CommandSpec spec() {
            CommandSpec spec = Options
                    .command(this, "backup", "Write a copy of everything that runed has stored to a file.",
                            "runed writes it, on its machine and with its rights, and goes on working meanwhile.")
                    .addPositional(Options.words("1..*", "FILE", "The file, which must not exist yet."));
            return Options.examples(spec, "rune admin backup /var/backups/rune.db");
        }

        @Override
        public int run(Arguments arguments, Session session) {
            Path file = Path.of(arguments.word("FILE")).toAbsolutePath().normalize();
            Json answer = session.api().post("/v1/admin/backup", Json.object("file", file.toString()));
            session.console().print(answer.text("file") + " written, " + answer.text("bytes") + " bytes");
            return ExitCode.OK;
        }
    }

    /** {@code rune admin rotate-key}. */
    private static final class RotateKey implements Command {
        @Override
        public CommandSpec spec() {
            return Options.examples(Options.command(this, "rotate-key",
                    "Make a new master key and wrap the key of every secret by it.",
                    "runed goes on working meanwhile. Backups made before need the old key: keep it with them."),
                    "rune admin rotate-key");
        }

        @Override
        public int run(Arguments arguments, Session session) {
            Json answer = session.api().post("/v1/admin/rotate-key", Json.object());
            session.console().print("a new master key is in use; secrets wrapped by it: " + answer.text("secrets"));
            return ExitCode.OK;
        }
    }

    /** {@code rune admin restart}. */
    private static final class Restart implements Command {
        private static final long PAUSE_NANOS = 20_000_000;

        @Override
        public CommandSpec spec() {
            CommandSpec spec = Options.command(this, "restart",
                    "Have another runed follow this one, with the runefile and the distribution as they are now.",
                    "The instances go on running. Clients of exposed services and of runed itself wait meanwhile; requests"
                            + " under way have a few seconds to end. A runefile with a mistake is refused, and nothing"
                            + " changes.");
            return Options.examples(Options.waiting(spec), "rune admin restart");
        }

        @Override
        public int run(Arguments arguments, Session session) {
            Waiting waiting = Waiting.of(arguments);
            long deadline = session.now() + waiting.timeout().toMillis();
            String before = startedAt(session);
            session.api().post("/v1/admin/restart", Json.object());
            if (!waiting.wanted()) {
                session.console().print("runed is restarting");
                return ExitCode.OK;
            }
            while (session.now() < deadline) {
                try {
                    if (!startedAt(session).equals(before)) {
                        session.console().print("runed has restarted");
                        return ExitCode.OK;
                    }
                } catch (Failure e) {
                    // It is ending, or the next one begins.
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            throw new Failure(ExitCode.TIMEOUT, "no other runed has answered yet; look at what runed has logged");
        }

        private static String startedAt(Session session) {
            return session.api().get("/v1/status").text("startedAt");
        }
    }

    /** {@code rune admin shutdown}. */
    private static final class Shutdown implements Command {
        private static final long PAUSE_NANOS = 50_000_000;

        @Override
        public CommandSpec spec() {
            CommandSpec spec = Options
                    .command(this, "shutdown", "End runed. The instances go on running unless they are to stop too.")
                    .addOption(Options.flag("Stop all instances first; they start again with the next runed.",
                            "--stop-all"));
            return Options.examples(Options.waiting(spec), "rune admin shutdown", "rune admin shutdown --stop-all");
        }

        @Override
        public int run(Arguments arguments, Session session) {
            Waiting waiting = Waiting.of(arguments);
            boolean stopAll = arguments.flag("--stop-all");
            session.api().post("/v1/admin/shutdown", Json.object("stopAll", stopAll));
            if (!waiting.wanted()) {
                session.console().print("runed is shutting down");
                return ExitCode.OK;
            }
            awaitSilence(session, waiting);
            session.console().print("runed has ended; its instances " + (stopAll ? "have stopped" : "go on running"));
            return ExitCode.OK;
        }

        private static void awaitSilence(Session session, Waiting waiting) {
            long deadline = session.now() + waiting.timeout().toMillis();
            while (session.now() < deadline) {
                try {
                    session.api().text("/healthz", "text/plain");
                } catch (Unreachable e) {
                    return;
                } catch (Failure e) {
                    // It answers, if only to say that it is shutting down.
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            throw new Failure(ExitCode.TIMEOUT, "runed has not ended yet; it goes on shutting down");
        }
    }
}
