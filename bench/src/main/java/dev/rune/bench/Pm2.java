package dev.rune.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** pm2, running programs directly, without an interpreter. */
final class Pm2 implements Peer {
    private final Shell shell;
    private int count;

    Pm2(Path folder) {
        this.shell = new Shell(folder,
                Map.of("PM2_HOME", folder.resolve("pm2").toString(), "PM2_DISCRETE_MODE", "true"));
    }

    @Override
    public void start() {
        shell.run("pm2", "ping");
    }

    @Override
    public void up(List<String> command, int copies) {
        count++;
        var arguments = command.stream().skip(1).collect(Collectors.joining(" "));
        var apps = Text.write(shell.folder().resolve("apps" + count + ".json"), """
                {"apps": [{"name": "p%d", "script": "%s", "args": "%s", "interpreter": "none", "exec_mode": "fork",
                           "instances": %d, "out_file": "%s/out.log"}]}
                """.formatted(count, command.getFirst(), arguments, copies, shell.folder()));
        shell.run("pm2", "start", apps.toString());
    }

    @Override
    public String lastLine() {
        try (var files = Files.list(shell.folder())) {
            return files.filter(file -> file.getFileName().toString().startsWith("out")).map(Text::lastLine).findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Set<Long> own() {
        try {
            return Set.of(Long.parseLong(Files.readString(shell.folder().resolve("pm2/pm2.pid")).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        shell.succeeds("pm2", "kill");
    }
}
