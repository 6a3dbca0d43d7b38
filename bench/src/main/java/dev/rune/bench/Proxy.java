package dev.rune.bench;

import java.util.List;

/** Another proxy, in the foreground. */
final class Proxy implements AutoCloseable {
    private final Shell shell;
    private final String name;
    private final int port;
    private final String reloads;
    private final List<String> command;
    private Process process;

    /** @param reloads the signal after which it reads its configuration again */
    Proxy(Shell shell, String name, int port, String reloads, List<String> command) {
        this.shell = shell;
        this.name = name;
        this.port = port;
        this.reloads = reloads;
        this.command = command;
        this.process = shell.start(command);
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    /** Has it read its configuration again. */
    void reload() {
        shell.run("kill", "-" + reloads, Long.toString(process.pid()));
    }

    /** Kills all of it, and starts it again. */
    void crash() {
        close();
        process = shell.start(command);
    }

    @Override
    public void close() {
        Proc.kill(Proc.tree(process.pid()));
        process.onExit().join();
    }
}
