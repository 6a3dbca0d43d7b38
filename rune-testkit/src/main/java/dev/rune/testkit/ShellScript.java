package dev.rune.testkit;

import dev.rune.kernel.spec.Signal;
import dev.rune.kernel.spi.runner.LogLine.Stream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * Behaviours as scripts for a POSIX shell, for fixtures of runners that run programs. Needs {@code sleep} that takes
 * fractions, {@code setsid}, {@code dd}, and for {@link Step.Listen} {@code perl} or else busybox's {@code nc} and
 * {@code netstat}; beyond Debian's essential packages, or a busybox, nothing.
 *
 * <p>Whoever waits does so in {@code wait}: a shell handles signals there at once, but not while a program runs in its
 * foreground.
 */
public final class ShellScript {
    private static final String FOR_EVER = "while :; do sleep 3600 & wait $!; done";
    private static final String DETACHED = "( setsid sh -c 'trap \"\" HUP INT TERM; echo detached; "
            + "exec </dev/null >/dev/null 2>&1; while :; do sleep 3600; done' & )";
    private static final String TERMINAL = "if [ -t 0 ] && [ -t 1 ]; then stty size; else echo 'no terminal'; fi";
    private static final String SERVER = """
            if ! command -v perl >/dev/null 2>&1; then
            nc -ll -p "$%1$s" -e echo hello &
            until netstat -ltn | grep -q ":$%1$s "; do sleep 0.05; done
            echo listening
            wait
            exit
            fi
            exec perl -MSocket -e '
            socket(S, PF_INET, SOCK_STREAM, 6) or die "socket: $!";
            setsockopt(S, SOL_SOCKET, SO_REUSEADDR, 1) or die "setsockopt: $!";
            bind(S, sockaddr_in($ENV{%1$s}, inet_aton($ENV{RUNE_CONTRACT_BIND} || "127.0.0.1"))) or die "bind: $!";
            listen(S, 64) or die "listen: $!";
            $| = 1;
            print "listening\\n";
            while (accept(C, S)) { syswrite(C, "hello\\n"); close(C); }
            '""";

    private ShellScript() {}

    /** The script to be given to {@code /bin/sh -c}. */
    public static String of(Behaviour.Program program) {
        return program.steps().stream().map(ShellScript::line).collect(Collectors.joining("\n"));
    }

    private static String line(Step step) {
        return switch (step) {
            case Step.Print print ->
                "printf '%s\\n' " + quoted(print.text()) + (print.stream() == Stream.STDERR ? " >&2" : "");
            case Step.PrintOpen print -> "printf %s " + quoted(print.text());
            case Step.PrintNumbered numbered -> "i=0; while [ $i -lt " + numbered.lines()
                    + " ]; do i=$((i + 1)); echo \"line $i\"; done";
            case Step.PrintVariable variable -> "printf '%s\\n' \"$" + variable.name() + "\"";
            case Step.PrintFile file -> "cat \"$" + file.folder() + "\"/" + quoted(file.path());
            case Step.PrintFolder _ -> "pwd";
            case Step.PrintTerminal _ -> TERMINAL;
            case Step.Echo _ -> "cat";
            case Step.AwaitInput _ -> "read -r _";
            case Step.Pause pause -> "sleep " + seconds(pause.time()) + " & wait $!";
            case Step.EndOn end -> "trap 'exit " + end.code() + "' " + shortName(end.signal());
            case Step.PrintOn report ->
                "trap " + quoted("echo " + quoted(report.text())) + " " + shortName(report.signal());
            case Step.Ignore ignore -> "trap '' " + shortName(ignore.signal());
            case Step.Detach _ -> DETACHED;
            case Step.Listen listen -> SERVER.formatted(listen.variable());
            case Step.HoldMemory hold -> "exec dd if=/dev/zero of=/dev/null bs=" + hold.size().bytes();
            case Step.Exit exit -> "exit " + exit.code();
            case Step.Die die -> "kill -" + shortName(die.signal()) + " $$";
            case Step.RunForEver _ -> FOR_EVER;
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).toPlainString();
    }

    private static String shortName(Signal signal) {
        return signal.name().substring("SIG".length());
    }
}
