package dev.rune.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Fork, exec and wait in a loop: the floor that nobody gets below. */
final class Loop implements Peer {
    private final Shell shell;
    private final Path loop;
    private final List<Process> started = new ArrayList<>();

    Loop(Path folder, Path loop) {
        this.shell = new Shell(folder, Map.of());
        this.loop = loop;
    }

    @Override
    public void start() {}

    @Override
    public void up(List<String> command, int count) {
        var words = new ArrayList<>(List.of(loop.toString(), Integer.toString(count)));
        words.addAll(command);
        started.add(shell.start(words));
    }

    @Override
    public String lastLine() {
        return Text.lastLine(shell.folder().resolve("daemon.log"));
    }

    @Override
    public Set<Long> own() {
        return Set.copyOf(started.stream().map(Process::pid).toList());
    }

    @Override
    public void close() {
        started.forEach(Process::destroy);
    }
}
