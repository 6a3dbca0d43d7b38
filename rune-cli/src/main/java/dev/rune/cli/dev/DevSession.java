package dev.rune.cli.dev;

import dev.rune.cli.api.Api;
import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.follow.ServicesView;
import dev.rune.cli.follow.Target;
import dev.rune.cli.json.Json;
import dev.rune.cli.term.Console;
import dev.rune.cli.term.LiveBlock;
import dev.rune.cli.term.LogPrinter;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A daemon and services that live as long as the command does: shows how they are and what they write, until Ctrl-C. */
public final class DevSession {
    private final Console console;
    private final InstantSource clock;
    private final LiveBlock block;
    private final LogPrinter printer;

    /** A session on {@code console}. */
    public DevSession(Console console, InstantSource clock) {
        this.console = console;
        this.clock = clock;
        this.block = new LiveBlock(console);
        this.printer = new LogPrinter(console.colours(), false, true);
    }

    /**
     * Runs until Ctrl-C.
     *
     * @param runed the daemon's program
     * @param cast  casts the files and answers which services there are
     */
    public int run(String runed, Function<Api, List<Target>> cast) throws IOException {
        DevDaemon daemon = DevDaemon.start(runed);
        Thread interrupted = new Thread(() -> {
            console.say("stopping all instances");
            daemon.stop();
            console.flush();
            Runtime.getRuntime().halt(ExitCode.OK);
        });
        Runtime.getRuntime().addShutdownHook(interrupted);
        List<Thread> followers = new ArrayList<>();
        try {
            Api api = daemon.awaitReady();
            List<Target> services = cast.apply(api);
            console.say("runed listens at " + api.server().address() + "; in another terminal: export RUNE_CONFIG="
                    + daemon.clientConfig() + "\nCtrl-C stops everything.");
            for (Target service : services) {
                followers.add(DevLogs.start(api, service, this::print));
            }
            new ServicesView(api, console, clock, block).follow(services, daemon::isAlive);
            throw new Failure(ExitCode.FAILURE, "runed has ended: " + daemon.lastWords());
        } finally {
            daemon.stop();
            removeHook(interrupted);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Ctrl-C: the hook stops everything and ends the process.
            awaitEnd();
        }
    }

    private static void awaitEnd() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Output is data; on a terminal it stands above the block. */
    private synchronized void print(Json line) {
        String text = printer.format(line);
        if (block.isLive() && console.outTerminal()) {
            block.print(List.of(text));
        } else {
            console.print(text);
            console.flush();
        }
    }
}
