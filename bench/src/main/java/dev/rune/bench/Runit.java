package dev.rune.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** runit, with its supervisors already there and the services brought up by {@code sv}: the way it is fastest. */
final class Runit implements Peer {
    private final Shell shell;
    private final Path services;
    private Process daemon;
    private List<String> prepared = List.of();

    Runit(Path folder) {
        this.shell = new Shell(folder, Map.of());
        this.services = folder.resolve("services");
    }

    @Override
    public void start() {
        services.toFile().mkdirs();
        daemon = shell.start(List.of("runsvdir", "-P", services.toString()));
    }

    @Override
    public void prepare(List<String> command, int count) {
        prepared = new ArrayList<>();
        var generation = services.toFile().list().length;
        for (var i = 0; i < count; i++) {
            var service = services.resolve("s%d-%d".formatted(generation, i));
            var made = shell.folder().resolve("made").resolve(service.getFileName());
            Text.script(made.resolve("run"), "exec " + String.join(" ", command) + "\n");
            Text.script(made.resolve("log/run"), "exec svlogd .\n");
            Text.write(made.resolve("log/config"), "s1000000000\n");
            Text.write(made.resolve("down"), "");
            shell.run("mv", made.toString(), service.toString());
            prepared.add(service.toString());
        }
        for (var service : prepared) {
            while (!Files.exists(Path.of(service, "supervise/ok"))) {
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    @Override
    public void up(List<String> command, int count) {
        var words = new ArrayList<>(List.of("sv", "-w", "0", "up"));
        words.addAll(prepared);
        shell.succeeds(words.toArray(String[]::new));
    }

    @Override
    public String lastLine() {
        return Text.lastLine(Path.of(prepared.getFirst(), "log/current"));
    }

    @Override
    public Set<Long> own() {
        return Proc.tree(daemon.pid()).stream().filter(pid -> ProcessHandle.of(pid).flatMap(p -> p.info().command())
                .map(c -> c.matches(".*/(runsvdir|runsv|svlogd)")).orElse(false)).collect(Collectors.toSet());
    }

    @Override
    public void close() {
        var all = Proc.tree(daemon.pid());
        Proc.kill(List.of(daemon.pid()));
        Proc.kill(all);
    }
}
